namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>call.taken_over</c>: This process goes on with a call that another one handed over.</summary>
/// <param name="AwayMs">How long the call had no gateway; its media went on meanwhile.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of the call from here on; null: it is not traced.</param>
public sealed record CallTakenOver(double AwayMs, string? TraceParent = null) : CallEventData
{
    internal override string Type => "call.taken_over";
}
