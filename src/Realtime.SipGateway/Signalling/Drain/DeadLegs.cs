using Microsoft.Extensions.Options;
using Realtime.Sip.Authentication;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling.Targets;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>
/// Hangs up the legs of calls whose process died, from what the log says of their dialogs: a caller must not stay with an agent that nobody
/// watches. Those of this node when it starts, those of nodes that are gone when that is known.
/// </summary>
internal sealed class DeadLegs(
    IDeadCalls dead, SignallingService signalling, TrunkBook trunks, OutboundRoutes routes, ICallEventLog log, IOptions<CallsOptions> options,
    TimeProvider time, ILogger<DeadLegs> logger) : BackgroundService
{
    /// <summary>A leg that does not answer is told once more after that: the network may come back later than we do.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Rounds in which a call is tried; then its peers have found out by themselves, or are gone too.</summary>
    private const int MaxTries = 3;

    /// <summary>Calls at a time: a carrier that gets a thousand BYEs at once takes it for an attack.</summary>
    private const int AtOnce = 16;

    private static readonly CallOutcome Crashed = new(CallEndedBy.Gateway, CallCause.GatewayCrashed);

    private readonly Dictionary<CallId, int> _tries = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
#pragma warning disable CA1031 // The loop's edge: whatever the database does, the next round tries again.
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                logger.DeadCallsUnknown(fault);
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning restore CA1031

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        var calls = await dead.ListAsync(stopping);
        foreach (var call in calls)
        {
            _tries[call.Id] = _tries.GetValueOrDefault(call.Id) + 1;
        }

        await Parallel.ForEachAsync(
            calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (call, token) => await EndAsync(call, token));
        foreach (var over in _tries.Keys.Except(calls.Select(static call => call.Id)).ToList())
        {
            _tries.Remove(over);
        }
    }

    private async Task EndAsync(DeadCall call, CancellationToken stopping)
    {
        var isFirst = _tries[call.Id] == 1;
        var answers = await Task.WhenAll(call.Legs.Select((leg, index) => HangUpAsync(call, leg, isFirst ? call.Sequence + 1 + index : 0, stopping)));
        if (Array.TrueForAll(answers, static answer => answer) || _tries[call.Id] >= MaxTries)
        {
            await dead.EndedAsync(call.Id, stopping);
        }
    }

    /// <summary>True when the other side knows.</summary>
    private async Task<bool> HangUpAsync(DeadCall call, DialogState leg, long sequence, CancellationToken stopping)
    {
        var reason = HangUpReason.Of(Crashed);
#pragma warning disable CA1031 // One leg that cannot be read or reached, whatever the reason, must not keep the others up.
        try
        {
            var facts = DialogNotes.Read(leg);
            var target = leg.Target is { } name ? await routes.FindAsync(name, stopping) : null;
            var sending = AbandonedDialog.HangUpAsync(
                signalling.Sip.Dialogs, facts.Dialog, Back(facts), target?.Destination, target?.Credentials ?? CredentialsOf(call, leg), reason);
            if (sequence > 0)
            {
                log.Append(new CallEvent(call.Id, sequence, time.GetUtcNow(), options.Value.Node, new ByeSent(leg.Leg, reason)));
            }

            var outcome = await sending.WaitAsync(stopping);
            var status = outcome.Kind == ClientTransactionEventKind.Final ? outcome.Response!.StatusCode : 0;
            logger.DeadLegEnded(call.Id.Value, leg.Leg, status);
            return Knows(status);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            logger.DeadLegNotEnded(fault, call.Id.Value, leg.Leg);
            return fault is FormatException or ArgumentException;
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// Whether an answer says that the dialog is over on the other side. A challenge that we cannot meet, a refusal and a proxy in trouble
    /// do not: the leg may be up behind them.
    /// </summary>
    internal static bool Knows(int status) => status is (>= 200 and < 300) or 404 or 410 or 481 or 604;

    /// <summary>The carrier may challenge what goes to its caller.</summary>
    private SipCredentials? CredentialsOf(DeadCall call, DialogState leg) =>
        leg.Leg == DialogState.Caller && call.Trunk is { } trunk ? trunks.Find(trunk)?.Credentials : null;

    private SipDestination Back(B2buaLegFacts facts) => new(facts.Transport, facts.Remote)
    {
        Through = signalling.Sip.Transports.Listeners.FirstOrDefault(
            listener => listener.Kind == facts.Transport && Equals(listener.LocalEndPoint, facts.Local)),
    };
}
