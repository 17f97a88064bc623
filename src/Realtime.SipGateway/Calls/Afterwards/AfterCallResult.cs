namespace Realtime.SipGateway.Calls.Afterwards;

/// <summary>What text models made of a call when it was over, and what that used and cost. Kept as long as the call's events.</summary>
public sealed record AfterCallResult
{
    /// <summary>Null when the agent asks for none.</summary>
    public AfterCallPart? Summary { get; init; }

    /// <summary>Null when the agent asks for none.</summary>
    public AfterCallPart? Outcome { get; init; }

    /// <summary>All input, the cached part included.</summary>
    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CachedTokens { get; init; }

    /// <summary>Of all answers whose price is known, in <see cref="Currency"/>; null when none was. Part of the record's cost.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO 4217 code; null without a cost.</summary>
    public string? Currency { get; init; }

    /// <summary>Answers whose price is not known: above 0, <see cref="Cost"/> is not all.</summary>
    public int Unpriced { get; init; }

    /// <summary>Null while something is pending.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
