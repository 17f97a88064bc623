namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>hang_up</c>.</summary>
internal sealed record HangUpTool(string Name) : PreparedTool(Name);
