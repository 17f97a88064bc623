namespace Realtime.SipGateway.Rules.Afterwards;

/// <summary>A summary of the call for people.</summary>
public sealed record SummaryDefinition
{
    /// <summary>Enough for a ticket; nobody reads more of each call.</summary>
    public const int DefaultMaxWords = 120;

    /// <summary>Text model of the Responses API, or deployment name on Azure.</summary>
    public required string Model { get; init; }

    /// <summary>What matters, for whom, in which language; null: the gateway's own words alone.</summary>
    public string? Instructions { get; init; }

    /// <summary>10 to 1,000.</summary>
    public int MaxWords { get; init; } = DefaultMaxWords;
}
