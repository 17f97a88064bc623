using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>
/// Leaves the live calls to the next process of the same addresses and store:
/// <code>
/// :: Step 1  calls that are being set up, or whose tools run, may come to rest
/// :: Step 2  those that do not are hung up, while we still hear the answers
/// :: Step 3  nothing that comes in is looked at any more: peers repeat it to the next process
/// :: Step 4  each call is frozen and written down; no BYE, and no hang-up by REST
/// </code>
/// </summary>
internal sealed class Handover(
    ActiveCalls calls, LiveLegs legs, SignallingService signalling, PolicyStore policies, IHandoverLedger ledger, ICallEventLog log,
    ILogger<Handover> logger, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Time for the BYEs of step 2 to be answered.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private static readonly CallOutcome Unsettled = new(CallEndedBy.Gateway, CallCause.GatewayStopping, 503, "the gateway is stopping");

    public async Task RunAsync(TimeSpan settle, CancellationToken hurry)
    {
        // :: Step 1
        await WaitAsync(() => calls.List().All(static call => call.CanBeHandedOver), settle, hurry);

        // :: Step 2
        var unsettled = calls.List().Where(static call => !call.CanBeHandedOver).ToList();
        foreach (var call in unsettled)
        {
            await call.Control.HangUpAsync(Unsettled, CancellationToken.None);
        }

        await WaitAsync(() => unsettled.TrueForAll(static call => call.Progress.IsOver), Farewell, CancellationToken.None);

        // :: Step 3
        signalling.StopReceiving();

        // :: Step 4
        var left = new List<(CallSnapshot Snapshot, CallLegs? Legs)>();
        foreach (var call in calls.List())
        {
            var sip = legs.Find(call.Id);
            if (await LeaveAsync(call, sip) is { } snapshot)
            {
                left.Add((snapshot, sip));
            }
        }

        await SaveAsync(left);
    }

    private static async Task<CallSnapshot?> LeaveAsync(Call call, CallLegs? sip) => sip is not null
        ? await sip.HandOverAsync()
        : call.Facts.Source == CallSourceKind.Webhook ? call.HandOver(legs: null) : null;

    private async Task SaveAsync(List<(CallSnapshot Snapshot, CallLegs? Legs)> left)
    {
        if (left.Count == 0)
        {
            return;
        }

        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var version in left.Select(static call => call.Snapshot.Decision.PolicyVersion).Distinct(StringComparer.Ordinal))
        {
            if (policies.Find(version) is { } policy)
            {
                documents[version] = policy.Json;
            }
        }

        try
        {
            // The next process counts the events of a call on from what is written.
            await log.FlushAsync(CancellationToken.None);
            await ledger.SaveAsync([.. left.Select(static call => call.Snapshot)], documents, CancellationToken.None);
            logger.HandedOver(left.Count);
        }
#pragma warning disable CA1031 // Whatever the disk says: a call that nobody will take up must not live on (P2). The next start writes its record.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.HandoverFailed(fault, left.Count);
            foreach (var (_, sip) in left)
            {
                await (sip?.TakeBackAndHangUpAsync(Unsettled) ?? Task.CompletedTask);
            }
        }
    }

    private async Task WaitAsync(Func<bool> condition, TimeSpan longest, CancellationToken hurry)
    {
        var began = time.GetTimestamp();
        while (!condition() && !hurry.IsCancellationRequested && time.GetElapsedTime(began) < longest)
        {
            await Task.Delay(Look, time, CancellationToken.None);
        }
    }
}
