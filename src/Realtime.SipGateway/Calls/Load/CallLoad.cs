namespace Realtime.SipGateway.Calls.Load;

/// <summary>How busy this node was when a call came in; the call itself is not counted.</summary>
/// <param name="Calls">Calls that live.</param>
/// <param name="Trunk">Of those, calls over the same trunk.</param>
/// <param name="CallerLastHour">Calls of the same caller in the last 60 minutes, refused ones too; 0 of withheld callers.</param>
/// <param name="Agents">Calls that an agent talks to or was chosen for, by the agent's name; agents without calls are left out.</param>
public sealed record CallLoad(int Calls, int Trunk, int CallerLastHour, IReadOnlyDictionary<string, int> Agents);
