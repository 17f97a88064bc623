namespace Realtime.SipGateway.Telemetry;

/// <summary>Bounds of the histograms' buckets, in seconds unless said otherwise. Chosen so that the promises and usual limits are bounds.</summary>
internal static class Buckets
{
    /// <summary>Work within this machine: rules, commits, answers to webhooks.</summary>
    public static readonly double[] Local = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    /// <summary>One round trip to somebody, and call set-up: 0.2 s to 32 s (the end of SIP's Timer B).</summary>
    public static readonly double[] Remote = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 12, 20, 32];

    /// <summary>What a caller waits for an answer: below 0.5 s is talk, above 2 s is silence.</summary>
    public static readonly double[] Turn = [0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 3, 5, 8, 13];

    /// <summary>Whole calls, to an hour, the longest session.</summary>
    public static readonly double[] Call = [1, 5, 10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 2700, 3600];

    /// <summary>Things in one batch.</summary>
    public static readonly double[] Batch = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
}
