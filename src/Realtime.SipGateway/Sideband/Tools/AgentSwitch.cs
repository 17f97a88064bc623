namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Another agent is to go on with the call: what <c>send_to_agent</c> asks of the worker.</summary>
/// <param name="From">Who asked; nobody else's call is taken away.</param>
/// <param name="To">Who goes on.</param>
/// <param name="Session">The <c>session</c> that makes it so.</param>
/// <param name="Summary">What the one tells the other.</param>
internal sealed record AgentSwitch(string From, SidebandAgent To, byte[] Session, string? Summary);
