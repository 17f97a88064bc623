namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>Limits on how busy this node is when the call comes in, the call itself not counted; all that are given must hold.</summary>
public sealed record LoadConditions
{
    /// <summary>All calls that live.</summary>
    public LoadLimit? Calls { get; init; }

    /// <summary>Calls over the call's own trunk.</summary>
    public LoadLimit? Trunk { get; init; }

    /// <summary>Calls of agents, by their name.</summary>
    public IReadOnlyDictionary<string, LoadLimit>? Agents { get; init; }

    /// <summary>Calls of the same caller in the last 60 minutes, refused ones too; withheld callers count 0.</summary>
    public LoadLimit? CallerPerHour { get; init; }
}
