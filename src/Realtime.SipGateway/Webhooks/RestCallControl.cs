using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Commands to a call that we hold no SIP leg of: by the vendor's REST API.</summary>
internal sealed class RestCallControl(VendorCallEnding ending, VendorTransfer transfer, AdmissionQueue queue, Target target, RealtimeCallId id) : ICallControl
{
    private Call? _call;
    private volatile CallOutcome? _handedOver;

    public void Bind(Call call) => _call = call;

    public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        var call = _call ?? throw new InvalidOperationException("The control is not bound to its call.");
        var accepted = call.Progress.State == CallState.Accepted;
        if (call.End(_handedOver is { } left && outcome.By == CallEndedBy.Vendor ? left : outcome))
        {
            queue.RunAnyway(() => EndAsync(call, accepted));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>By the vendor's <c>refer</c>, which reports nothing: the call goes on until the vendor's session ends, or does not.</summary>
    public async Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        var call = _call ?? throw new InvalidOperationException("The control is not bound to its call.");
        var result = await transfer.RunAsync(call, target, id, request, cancellationToken);
        if (result.HasLeft)
        {
            _handedOver = new CallOutcome(request.AskedBy, CallCause.Transferred, null, result.Reason);
        }

        return result;
    }

    private async Task EndAsync(Call call, bool accepted)
    {
        if (!await (accepted ? ending.HangUpAsync(target, id, call.Id) : ending.EndAsync(target, id, call.Id)))
        {
            call.Record(new CallFault("hang_up", "The vendor could not be told to end the call; it lives on until its own limit."));
        }
    }
}
