using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A tool that is an HTTP request.</summary>
internal sealed record HttpTool(string Name, HttpToolDefinition Definition, ToolSchema Schema, UrlTemplate Url) : PreparedTool(Name);
