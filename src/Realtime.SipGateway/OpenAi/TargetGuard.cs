using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// How one target's API is used: tries (<see cref="CommandRetries"/>), a circuit breaker for accept, and a limit of requests at once. Only
/// accept is left out while the API fails: reject and hang-up end what costs money and are always tried.
/// </summary>
internal sealed class TargetGuard : IDisposable
{
    /// <summary>Fewer accepts than this say nothing about a service.</summary>
    private const int MinAccepts = 5;

    /// <summary>Half of the accepts without an answer: the caller's next target is the better choice.</summary>
    private const double FailureRatio = 0.5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>Short: a caller waits, and one accept in this time finds out whether the service is back.</summary>
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    private readonly ConcurrencyLimiter _accepts;
    private readonly ConcurrencyLimiter _others;

    public TargetGuard(Target target, TimeProvider time, ILogger log)
    {
        _accepts = Limiter(target);
        _others = Limiter(target);
        Others = new ResiliencePipelineBuilder<CallCommandAnswer> { TimeProvider = time }.AddRetry(CommandRetries.Strategy).Build();
        Accept = new ResiliencePipelineBuilder<CallCommandAnswer> { TimeProvider = time }
            .AddRetry(CommandRetries.Strategy)
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<CallCommandAnswer>
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = MinAccepts,
                SamplingDuration = Window,
                BreakDuration = Break,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is { Result: CallCommandResult.TimedOut or CallCommandResult.Unavailable }),
                OnOpened = arguments =>
                {
                    log.CircuitOpened(target.Name, arguments.BreakDuration.TotalSeconds);
                    return default;
                },
                OnClosed = _ =>
                {
                    log.CircuitClosed(target.Name);
                    return default;
                },
            })
            .Build();
    }

    public ResiliencePipeline<CallCommandAnswer> Accept { get; }

    public ResiliencePipeline<CallCommandAnswer> Others { get; }

    /// <summary>The key was refused the last time: told once, not for each call.</summary>
    public bool IsKeyRefused { get; set; }

    /// <summary>Room for one request; hang-ups do not wait behind accepts.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CallCommand command, CancellationToken cancellationToken) =>
        (command == CallCommand.Accept ? _accepts : _others).AcquireAsync(1, cancellationToken);

    public void Dispose()
    {
        _accepts.Dispose();
        _others.Dispose();
    }

    private static ConcurrencyLimiter Limiter(Target target) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = target.MaxRequests,
        QueueLimit = target.MaxRequests * TargetOptions.WaitingPerRequest,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
