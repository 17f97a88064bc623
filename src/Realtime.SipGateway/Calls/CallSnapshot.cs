using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// A live call as one process leaves it and the next takes it up. It holds what the store holds nowhere else, numbers and keys unredacted:
/// it is kept for the moment of the handover only.
/// </summary>
public sealed record CallSnapshot
{
    public required CallId Id { get; init; }

    public required CallFacts Facts { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required CallDecision Decision { get; init; }

    /// <summary>Where that attempt went; null: the decision's first target.</summary>
    public string? Target { get; init; }

    /// <summary>The agent that talks; null: the decision's.</summary>
    public string? Agent { get; init; }

    /// <summary>Agents that had the call before, each once: what they may not have written down stays so. Null: none, or an older version wrote this.</summary>
    public IReadOnlyList<string>? EarlierAgents { get; init; }

    /// <summary>What commands changed in the conversation; null: nothing.</summary>
    public ConversationChanges? Changes { get; init; }

    /// <summary>The last turn that was offered to a program. Null: none was, or an older version wrote this.</summary>
    public HandlerTurn? Turn { get; init; }

    /// <summary>The attempt that was answered.</summary>
    public required int Attempt { get; init; }

    /// <summary><see cref="CallState.Accepted"/>: an agent talks; else a person does.</summary>
    public required CallState State { get; init; }

    /// <summary>The AI session, where there was one.</summary>
    public RealtimeCallId? RealtimeCallId { get; init; }

    /// <summary>When that session began. Null: an older version wrote this.</summary>
    public DateTimeOffset? SessionStartedAt { get; init; }

    /// <summary>When the service ends that session, if it said so.</summary>
    public DateTimeOffset? SessionEndsAt { get; init; }

    /// <summary>Its record so far, where the log does not have all that it counts: events beyond <c>Calls:MaxEvents</c>. Null: the log tells it.</summary>
    public CallRecord? Record { get; init; }

    /// <summary>The last event that the process wrote for this call.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the process left it.</summary>
    public required DateTimeOffset LeftAt { get; init; }

    /// <summary>W3C <c>traceparent</c> of the call; the trace goes on.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// What the caller entered, in memory only: never written as it is. Who stores a snapshot seals it into <see cref="SealedDigits"/>.
    /// </summary>
    [JsonIgnore]
    public SnapshotDigits? Digits { get; init; }

    /// <summary><see cref="Digits"/> as the store keeps them: sealed, readable for the gateways of this store only. Null: there are none.</summary>
    public string? SealedDigits { get; init; }

    /// <summary>What the feature that owns the call's source needs to control it; only that feature reads it.</summary>
    public string? Legs { get; init; }
}
