namespace Realtime.SipGateway.Calls;

/// <summary>Which records of calls; null parts match all.</summary>
public sealed record CallQuery
{
    /// <summary>Only calls that started before, or at that time with a lower <see cref="BeforeCall"/>.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>With <see cref="Before"/>, the last call that was seen: calls that start together are told apart by it.</summary>
    public CallId? BeforeCall { get; init; }

    /// <summary>This one only.</summary>
    public CallId? Call { get; init; }

    /// <summary>Not started before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Started before.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Trunk { get; init; }

    public string? Agent { get; init; }

    /// <summary>Name of the rule that decided; calls that ended before the gateway kept it are not found by it.</summary>
    public string? Rule { get; init; }

    public CallCause? Cause { get; init; }

    public CallEndedBy? EndedBy { get; init; }

    /// <summary>Calling number; with <c>*</c> at the end all that begin so.</summary>
    public string? Caller { get; init; }

    /// <summary>Dialled number; with <c>*</c> at the end all that begin so.</summary>
    public string? Dialled { get; init; }

    /// <summary>Either of the two numbers.</summary>
    public string? Number { get; init; }
}
