using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A tool's HTTP request, filled in.</summary>
/// <param name="Method">The method.</param>
/// <param name="Uri">Where to; checked against the site's list when it is sent.</param>
/// <param name="Body">JSON; null: none.</param>
/// <param name="Definition">Headers, limits and whether it may be repeated.</param>
/// <param name="IdempotencyKey">The same for every try.</param>
/// <param name="Callback">Headers for a tool that answers later; null for one that answers at once.</param>
internal sealed record ToolRequest(
    HttpMethod Method, Uri Uri, byte[]? Body, HttpToolDefinition Definition, string IdempotencyKey, IReadOnlyDictionary<string, string>? Callback);
