using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband;

/// <summary>Ends a call that must not live without its sideband (P2): asked once, tried a few times, waited for within a bound.</summary>
internal sealed class CallHangUp(Call call, ILogger logger, TimeProvider time, CancellationToken over)
{
    /// <summary>From the wish to the end of the call, all tries included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A lost session: somebody else's phone may ring meanwhile.</summary>
    public static readonly TimeSpan LossPatience = TimeSpan.FromMinutes(3);

    private const int MaxTries = 3;
    private static readonly TimeSpan TryPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private Task? _trying;
    private bool _isLoss;

    public bool HasBegun => _trying is not null;

    /// <summary>Starts the hang-up beside the caller; the first outcome stands.</summary>
    public void Begin(CallOutcome outcome)
    {
        _isLoss |= _trying is null && outcome.Cause == CallCause.SidebandFailed;
        _trying ??= TryAsync(outcome);
    }

    public Task RunAsync(CallOutcome outcome)
    {
        Begin(outcome);
        return WaitAsync();
    }

    /// <summary>Waits until the call is over, or gone on without this session, or patience is over.</summary>
    public async Task WaitAsync()
    {
        var patience = _isLoss ? LossPatience : Patience;
        await Task.Delay(patience, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested)
        {
            Unanswered(patience);
        }
    }

    /// <summary>The call should have ended.</summary>
    public void Unanswered(TimeSpan after) => logger.HangUpUnanswered(call.Id, after.TotalMilliseconds);

    /// <summary>A session that was lost is the vendor's trouble: the call may have somewhere else to go.</summary>
    private ValueTask AskAsync(CallOutcome outcome, CancellationToken cancellationToken) =>
        outcome.Cause == CallCause.SidebandFailed && call.Progress.RealtimeCallId is { } session
            ? call.Control.LoseSessionAsync(session, outcome, cancellationToken)
            : call.Control.HangUpAsync(outcome, cancellationToken);

    private async Task TryAsync(CallOutcome outcome)
    {
        for (var @try = 1; @try <= MaxTries; @try++)
        {
            using var patience = new CancellationTokenSource(TryPatience, time);
            try
            {
                await Task.Yield();
                await AskAsync(outcome, patience.Token).AsTask().WaitAsync(patience.Token);
                return;
            }
#pragma warning disable CA1031 // Whatever a call source throws, a live call must be tried again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                logger.HangUpFault(call.Id, @try, fault);
                call.Record(new CallFault("hang_up_failed", fault.Message));
            }

            await Task.Delay(Pause, time);
        }
    }
}
