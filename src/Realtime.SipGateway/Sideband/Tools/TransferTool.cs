namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>transfer_call</c>.</summary>
internal sealed record TransferTool(string Name) : PreparedTool(Name);
