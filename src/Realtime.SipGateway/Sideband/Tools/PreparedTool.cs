namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A tool of an agent, made ready to run.</summary>
/// <param name="Name">As the model calls it.</param>
internal abstract record PreparedTool(string Name);
