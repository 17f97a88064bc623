namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>What one look at a call came to.</summary>
internal sealed record Finding(RootCause Cause, Confidence Confidence, string Summary)
{
    /// <summary>Events that it rests on; nulls are left out, so that each may be asked for without checking.</summary>
    public IReadOnlyList<Events.CallEvent?> Events { get; init; } = [];

    public IReadOnlyList<string> Advice { get; init; } = [];

    public IReadOnlyList<string> Missing { get; init; } = [];
}
