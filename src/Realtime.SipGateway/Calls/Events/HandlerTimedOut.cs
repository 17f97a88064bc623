namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>handler.timed_out</c>: No program answered a turn of the caller in time; the model does.</summary>
/// <param name="Turn">Counts from 1 in each call.</param>
/// <param name="AfterMs">How long it was waited.</param>
public sealed record HandlerTimedOut(int Turn, int AfterMs) : CallEventData
{
    internal override string Type => "handler.timed_out";
}
