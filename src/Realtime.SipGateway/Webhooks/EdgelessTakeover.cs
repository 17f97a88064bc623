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

            await ledger.TakenAsync(left.Id, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
