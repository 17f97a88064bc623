using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Commands to a call that we hold no SIP leg of: by the vendor's REST API.</summary>
internal sealed class RestCallControl(VendorCallEnding ending, AdmissionQueue queue, Target target, RealtimeCallId id) : ICallControl
{
    private Call? _call;

    public void Bind(Call call) => _call = call;

    public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        var call = _call ?? throw new InvalidOperationException("The control is not bound to its call.");
        var accepted = call.Progress.State == CallState.Accepted;
        if (call.End(outcome))
        {
            queue.RunAnyway(() => EndAsync(call, accepted));
        }

        return ValueTask.CompletedTask;
    }

    private async Task EndAsync(Call call, bool accepted)
    {
        if (!await (accepted ? ending.HangUpAsync(target, id, call.Id) : ending.EndAsync(target, id, call.Id)))
        {
            call.Record(new CallFault("hang_up", "The vendor could not be told to end the call; it lives on until its own limit."));
        }
    }
}
