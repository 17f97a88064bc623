using System.Text.Json;
using Realtime.Sip.Dialogs;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>Goes on with the calls that the process before handed over, before the listeners open: no request of theirs finds nobody.</summary>
internal sealed class Takeover(
    ActiveCalls calls, CallLegsServices services, TrunkBook trunks, PolicyStore policies, IHandoverLedger ledger, ILogger<Takeover> logger)
{
    private static readonly CallOutcome Lost = new(CallEndedBy.Gateway, CallCause.GatewayFault, null, "the call could not be taken over");

    /// <summary>The policies that decided those calls are known again; before anything else starts.</summary>
    public async Task RestorePoliciesAsync(CancellationToken cancellationToken)
    {
        foreach (var (version, json) in await ledger.PoliciesAsync(cancellationToken))
        {
            if (!policies.Restore(version, json))
            {
                logger.PolicyNotRestored(version);
            }
        }
    }

    public async Task RunAsync(DialogLayer dialogs, CancellationToken cancellationToken)
    {
        foreach (var left in await ledger.CallsAsync(CallSourceKind.Sip, cancellationToken))
        {
#pragma warning disable CA1031 // One call that cannot be read, whatever the reason, must not keep the gateway from starting.
            try
            {
                await ResumeAsync(left, dialogs, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.TakeoverFailed(fault, left.Id.Value);
                if (calls.TryGet(left.Id, out var half))
                {
                    half.Resume();
                    half.End(Lost);
                }
            }
#pragma warning restore CA1031

            await ledger.TakenAsync(left.Id, cancellationToken);
        }
    }

    private async Task ResumeAsync(CallSnapshot left, DialogLayer dialogs, CancellationToken cancellationToken)
    {
        var snapshot = Read(left);
        var trunk = snapshot is null ? null : trunks.Find(snapshot.Trunk);
        if (snapshot is null || trunk is null)
        {
            // Its trunk was taken out of the settings, or another version of us wrote it: the call ends here, and the vendor is told by REST.
            logger.NotTakenOver(left.Id.Value, snapshot?.Trunk ?? "");
            var orphan = await calls.TakeOverAsync(left, NoLegs.Instance, cancellationToken);
            orphan.Resume();
            orphan.End(Lost);
            return;
        }

        var legs = new CallLegs(services, snapshot.CallerTransport, trunk);
        var call = await calls.TakeOverAsync(left, legs, cancellationToken);
        if (await legs.TryResumeAsync(call, snapshot, dialogs, cancellationToken))
        {
            trunk.Usage.Occupy(legs.Completion);
            logger.TakenOver(call.Id.Value);
            call.Resume();
            return;
        }

        logger.NotTakenOver(call.Id.Value, trunk.Name);
        call.Resume();
        call.End(Lost);
    }

    private static LegsSnapshot? Read(CallSnapshot left)
    {
        try
        {
            return left.Legs is null ? null : JsonSerializer.Deserialize(left.Legs, LegsSnapshotJson.Default.LegsSnapshot);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>There is nothing to hang up.</summary>
    private sealed class NoLegs : ICallControl
    {
        public static NoLegs Instance { get; } = new();

        public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
