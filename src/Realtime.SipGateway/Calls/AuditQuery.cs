namespace Realtime.SipGateway.Calls;

/// <summary>Which entries of the audit log; null parts match all.</summary>
public sealed record AuditQuery
{
    /// <summary>Entries in one answer.</summary>
    public const int MaxCount = 500;

    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Object { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }
}
