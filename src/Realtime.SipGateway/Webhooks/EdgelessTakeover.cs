using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Goes on with the calls without an edge that the process before handed over: their legs never were ours, their sidebands are attached again.</summary>
internal sealed class EdgelessTakeover(
    ActiveCalls calls, TargetCatalog targets, VendorCallEnding ending, VendorTransfer transfer, AdmissionQueue queue, IHandoverLedger ledger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var left in await ledger.CallsAsync(CallSourceKind.Webhook, cancellationToken))
        {
            if (left is { RealtimeCallId: { } id, Decision.Target: { } name } && targets.TryGet(name, out var target))
            {
                var control = new RestCallControl(ending, transfer, queue, target, id);
                var call = await calls.TakeOverAsync(left, control, cancellationToken);
                control.Bind(call);
                call.Resume();
            }
            else
            {
                // Its target was taken out of the settings: nothing here can reach it any more.
                var orphan = await calls.TakeOverAsync(left, new Unreachable(), cancellationToken);
                orphan.End(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, null, "the call could not be taken over: its target is gone"));
            }

            await ledger.TakenAsync(left.Id, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Unreachable : ICallControl
    {
        public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
