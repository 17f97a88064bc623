namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Why a call ended as it did: evidence first, then what follows from it. Holds no personal data.</summary>
public sealed record CallDiagnosis
{
    public required CallId CallId { get; init; }

    public required RootCause RootCause { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The chain of events that explains the end, in order.</summary>
    public IReadOnlyList<CallEvidence> Evidence { get; init; } = [];

    /// <summary>What else went wrong on the way.</summary>
    public IReadOnlyList<string> Contributing { get; init; } = [];

    /// <summary>What the log would have to hold to be surer.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What to do about it.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];
}
