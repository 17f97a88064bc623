using Polly;
using Polly.Retry;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// When a command is tried again. Accept, reject and refer are not idempotent: they are repeated only when no request left this machine; accept
/// also on 404 within 1.5 s, because the vendor announces a call before all of its machines know it, and once when the vendor says that it did
/// nothing and when to come back. Hang-up may be repeated and is, until it is over.
/// </summary>
internal static class CommandRetries
{
    /// <summary>Three tries of accept in 1.5 s.</summary>
    internal static readonly TimeSpan[] AcceptDelays = [TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(1_000)];

    /// <summary>Two quick tries while a connection cannot be made.</summary>
    internal static readonly TimeSpan[] ConnectDelays = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)];

    /// <summary>A session that nobody hears costs money: the first tries are quick, then about a minute of patience.</summary>
    internal static readonly TimeSpan[] HangUpDelays =
        [.. new[] { 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    /// <summary>A caller waits no longer than this for a busy service; the next target is quicker.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMilliseconds(1_500);

    private static readonly ResiliencePropertyKey<CallAttempts> AttemptsKey = new("attempts");

    public static RetryStrategyOptions<CallCommandAnswer> Strategy => new()
    {
        MaxRetryAttempts = HangUpDelays.Length,
        ShouldHandle = static arguments => ValueTask.FromResult(DelayBefore(arguments.Context, arguments.AttemptNumber) is not null),
        DelayGenerator = static arguments => ValueTask.FromResult(DelayBefore(arguments.Context, arguments.AttemptNumber)),
    };

    public static void Set(ResilienceContext context, CallAttempts attempts) => context.Properties.Set(AttemptsKey, attempts);

    /// <summary>How long to wait before the next try; null: no further try.</summary>
    private static TimeSpan? DelayBefore(ResilienceContext context, int tried) =>
        context.Properties.TryGetValue(AttemptsKey, out var attempts) && attempts.Last is { } last && !attempts.GiveUp.IsCancellationRequested
            && Delay(attempts, last, tried) is { } delay && attempts.HasTimeFor(delay)
            ? delay
            : null;

    private static TimeSpan? Delay(CallAttempts attempts, CallCommandAnswer last, int tried)
    {
        switch (attempts.Command)
        {
            case CallCommand.HangUp when last.Result is CallCommandResult.Unavailable or CallCommandResult.TimedOut or CallCommandResult.RateLimited:
                return At(HangUpDelays, tried) is { } patience ? Longer(patience, last.RetryAfter) : null;
            case CallCommand.Accept when last.Result == CallCommandResult.Gone:
                return At(AcceptDelays, tried);
            case CallCommand.Accept when last is { Status: 429 or 503, RetryAfter: { } later } && tried == 0 && later <= LongestRetryAfter:
                return Longer(later, ConnectDelays[0]);
            default:
                return last.WasNotSent ? At(ConnectDelays, tried) : null;
        }
    }

    private static TimeSpan? At(TimeSpan[] delays, int tried) => tried < delays.Length ? delays[tried] : null;

    /// <summary>As the vendor wishes, within our longest pause.</summary>
    private static TimeSpan Longer(TimeSpan delay, TimeSpan? wished) =>
        wished is { } pause && pause > delay ? (pause < HangUpDelays[^1] ? pause : HangUpDelays[^1]) : delay;
}
