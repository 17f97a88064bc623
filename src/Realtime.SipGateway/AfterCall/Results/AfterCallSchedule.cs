namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>When a call whose service was away is tried again.</summary>
internal static class AfterCallSchedule
{
    /// <summary>The first and one after each wait.</summary>
    public const int MaxAttempts = 6;

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
    ];

    /// <summary>The wait after this attempt, from 1.</summary>
    public static TimeSpan After(int attempt) => Waits[Math.Clamp(attempt - 1, 0, Waits.Length - 1)];
}
