namespace Realtime.SipGateway.Calls;

/// <summary>A trunk as it is now.</summary>
/// <param name="Name">As configured.</param>
/// <param name="Calls">Calls now.</param>
/// <param name="MaxCalls">Calls at a time.</param>
/// <param name="CallsPerSecond">New calls per second; null without a limit.</param>
/// <param name="Sources">Its addresses.</param>
/// <param name="Dialled">Numbers that may be dialled over it; empty: all.</param>
public sealed record TrunkStatus(
    string Name, int Calls, int MaxCalls, double? CallsPerSecond, IReadOnlyList<string> Sources, IReadOnlyList<string> Dialled);
