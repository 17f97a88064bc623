namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>call.taken_over</c>: This process goes on with a call that another one handed over.</summary>
/// <param name="AwayMs">How long the call had no gateway; its media went on meanwhile.</param>
public sealed record CallTakenOver(double AwayMs) : CallEventData
{
    internal override string Type => "call.taken_over";
}
