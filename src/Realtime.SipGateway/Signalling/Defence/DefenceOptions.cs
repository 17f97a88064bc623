namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>Section <c>Sip:Defence</c>: what keeps strangers and floods away.</summary>
public sealed class DefenceOptions
{
    /// <summary>New requests per second of one address of a trunk: far above what one proxy of a carrier sends, far below what hurts.</summary>
    public const int DefaultTrunkSourcePerSecond = 500;

    /// <summary>At once: a carrier's proxy that comes back after an outage.</summary>
    public const int DefaultTrunkSourceBurst = 1_000;

    /// <summary>New requests per second of an address that no trunk lists (trunks that are known by a proof, or <c>UnknownSources: reject</c>).</summary>
    public const int DefaultUnknownSourcePerSecond = 5;

    /// <summary>At once: a few calls that come together, each asked twice for its password.</summary>
    public const int DefaultUnknownSourceBurst = 20;

    /// <summary>
    /// New requests per second of all unknown sources together, over UDP, where their addresses may be forged. Each is remembered for 32 s: this is some
    /// tenth of what the transaction tables hold, and the rest is for the trunks.
    /// </summary>
    public const int DefaultUnknownTogetherPerSecond = 200;

    /// <summary>At once.</summary>
    public const int DefaultUnknownTogetherBurst = 400;

    /// <summary>A scanner's name is worth a hundred at once, a malformed message ten, a request from an unknown source five.</summary>
    public const int DefaultBanScore = 100;

    /// <summary>Signs are worth half after so long: a phone with a wrong password for an hour adds up to nothing.</summary>
    public const int DefaultHalfLifeSeconds = 60;

    /// <summary>The first ban; each further one within a day is twice as long.</summary>
    public const int DefaultBanSeconds = 600;

    /// <summary>Sources remembered of each kind, some 200 bytes each; the least recently seen is forgotten.</summary>
    public const int DefaultMaxSources = 20_000;

    /// <summary>Drops requests whose User-Agent is that of a scanner, from wherever.</summary>
    public bool DropScanners { get; set; } = true;

    /// <summary>Further beginnings of User-Agents that are scanners, beside those that are known.</summary>
    public IList<string> ScannerAgents { get; set; } = [];

    /// <summary>1 to 100,000; more get 503 with the time to wait.</summary>
    public int TrunkSourcePerSecond { get; set; } = DefaultTrunkSourcePerSecond;

    /// <summary>1 to 1,000,000.</summary>
    public int TrunkSourceBurst { get; set; } = DefaultTrunkSourceBurst;

    /// <summary>1 to 100,000.</summary>
    public int UnknownSourcePerSecond { get; set; } = DefaultUnknownSourcePerSecond;

    /// <summary>1 to 1,000,000.</summary>
    public int UnknownSourceBurst { get; set; } = DefaultUnknownSourceBurst;

    /// <summary>1 to 100,000; more are dropped.</summary>
    public int UnknownTogetherPerSecond { get; set; } = DefaultUnknownTogetherPerSecond;

    /// <summary>1 to 1,000,000.</summary>
    public int UnknownTogetherBurst { get; set; } = DefaultUnknownTogetherBurst;

    /// <summary>10 to 100,000.</summary>
    public int BanScore { get; set; } = DefaultBanScore;

    /// <summary>1 to 86,400.</summary>
    public int HalfLifeSeconds { get; set; } = DefaultHalfLifeSeconds;

    /// <summary>0 (no bans) to 86,400.</summary>
    public int BanSeconds { get; set; } = DefaultBanSeconds;

    /// <summary>100 to 1,000,000.</summary>
    public int MaxSources { get; set; } = DefaultMaxSources;
}
