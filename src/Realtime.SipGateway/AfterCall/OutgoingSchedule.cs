using System.Net.Http.Headers;

namespace Realtime.SipGateway.AfterCall;

/// <summary>When a delivery is tried again: the waits that Standard Webhooks recommends, some three days in all.</summary>
internal static class OutgoingSchedule
{
    /// <summary>The first attempt and one after each wait.</summary>
    public const int MaxAttempts = 10;

    /// <summary>An endpoint that was away is not met by everything at the same moment.</summary>
    private const double Jitter = 0.1;

    /// <summary>Who asks for more gets no more.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The wait after this attempt.</summary>
    /// <param name="attempt">From 1.</param>
    /// <param name="retryAfter">What the endpoint asked for; it is never tried earlier.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(int attempt, TimeSpan? retryAfter, double chance)
    {
        var wait = Waits[Math.Clamp(attempt - 1, 0, Waits.Length - 1)];
        if (retryAfter > wait)
        {
            wait = retryAfter.Value < LongestWait ? retryAfter.Value : LongestWait;
        }

        return wait * (1 + (chance * Jitter));
    }

    /// <summary>What <c>Retry-After</c> asks for; null when it is absent or past.</summary>
    public static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset now) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > now => date - now,
        _ => null,
    };
}
