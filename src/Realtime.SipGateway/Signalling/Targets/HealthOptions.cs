namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Section <c>Sip:Health</c>: when a destination counts as down, and how it returns.</summary>
public sealed class HealthOptions
{
    /// <summary>One lost call is bad luck, three in a row are not.</summary>
    public const int DefaultFailureThreshold = 3;

    /// <summary>Two answers in a row: a peer that flaps does not come back with each of them.</summary>
    public const int DefaultRecoveryThreshold = 2;

    /// <summary>The first break: short, most outages of a cloud service are.</summary>
    public const int DefaultBreakMs = 15_000;

    /// <summary>The longest: one caller in five minutes waits for a service that stays down.</summary>
    public const int DefaultMaxBreakMs = 300_000;

    /// <summary>Usual among carriers; NAT bindings live longer.</summary>
    public const int DefaultProbeIntervalMs = 30_000;

    /// <summary>OPTIONS that take longer than some round trips tell of a peer in trouble.</summary>
    public const int DefaultProbeTimeoutMs = 4_000;

    /// <summary>Failures in a row that open it, 1 to 100.</summary>
    public int FailureThreshold { get; set; } = DefaultFailureThreshold;

    /// <summary>Answered OPTIONS in a row that bring it back, 1 to 100.</summary>
    public int RecoveryThreshold { get; set; } = DefaultRecoveryThreshold;

    /// <summary>First break before a call tries a vendor's destination again; doubles each time. 100 to 600,000 ms.</summary>
    public int BreakMs { get; set; } = DefaultBreakMs;

    /// <summary>Longest break, <see cref="BreakMs"/> to 3,600,000 ms.</summary>
    public int MaxBreakMs { get; set; } = DefaultMaxBreakMs;

    /// <summary>Between two OPTIONS to one peer, 1,000 to 3,600,000 ms.</summary>
    public int ProbeIntervalMs { get; set; } = DefaultProbeIntervalMs;

    /// <summary>How long an answer to OPTIONS may take, 100 to 32,000 ms.</summary>
    public int ProbeTimeoutMs { get; set; } = DefaultProbeTimeoutMs;
}
