namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>What is remembered of one source. Its numbers are changed under the lock of its table.</summary>
internal sealed class SourceRecord(SourceKey key)
{
    public SourceKey Key { get; } = key;

    /// <summary>Its new requests.</summary>
    public TokenBucket Rate { get; } = new();

    /// <summary>Its messages that belong to nothing and were answered.</summary>
    public TokenBucket Strays { get; } = new();

    /// <summary>Signs against it, as they were worth at <see cref="ScoredAt"/>.</summary>
    public double Score { get; set; }

    public DateTimeOffset ScoredAt { get; set; }

    public DateTimeOffset BannedSince { get; set; }

    public DateTimeOffset BannedUntil { get; set; }

    /// <summary>Bans so far.</summary>
    public int Bans { get; set; }

    public DefenceSignal Reason { get; set; }
}
