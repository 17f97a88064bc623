using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Traces;

namespace Realtime.SipGateway.Signalling;

/// <summary>Tells the trace of a call of the SIP transactions on its legs.</summary>
internal sealed class LegTransactions(TransactionSpans spans)
{
    /// <summary>Null when the call has no trace: then the stack notes nothing.</summary>
    public static Action<B2buaSide, DialogTransaction>? Of(Call call) => call.TransactionSpans is { } spans ? new LegTransactions(spans).Tell : null;

    private void Tell(B2buaSide side, DialogTransaction ended)
    {
        var method = ended.Request.Method;
        spans.Write(new LegTransaction(
            LegEvents.Leg(side),
            ended.IsOurs,
            method.IsKnown ? method.Name : "_OTHER",
            method == SipMethod.Invite,
            ended.Request.CallId,
            ended.Status == 0 ? null : ended.Status,
            ended.Flow?.Kind.ToString().ToLowerInvariant(),
            ended.Flow?.Remote,
            ended.Began,
            ended.Ended));
    }
}
