namespace Realtime.SipGateway.Calls;

/// <summary>A side that calls are sent to.</summary>
/// <param name="Name">Of the AI target, trunk or destination.</param>
/// <param name="Kind"><c>ai</c>, <c>trunk</c> or <c>destination</c>.</param>
/// <param name="Health">How its health is known: <c>options</c> or <c>passive</c> (by calls).</param>
/// <param name="Service"><c>closed</c> (calls are sent), <c>open</c> (it fails them and is left alone), <c>halfopen</c> (one call tries it).</param>
/// <param name="Why">The last failure of the service; null when it does well.</param>
/// <param name="Addresses">Where it was found.</param>
public sealed record TargetStatus(
    string Name, string Kind, string Health, string Service, string? Why, IReadOnlyList<TargetAddressStatus> Addresses);
