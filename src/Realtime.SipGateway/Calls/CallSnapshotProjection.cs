using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// Rebuilds from the events of a call what its process would have handed over at the last of them. What may not be in the log is missing: what the caller
/// entered, the session descriptions and keys of the legs (<c>docs/store.md</c>).
/// </summary>
public sealed class CallSnapshotProjection(CallId call)
{
    private CallSnapshot? _snapshot;
    private long _sequence;
    private DateTimeOffset? _first;
    private DateTimeOffset _last;

    /// <summary>Takes the next event, in order.</summary>
    public void Apply(CallEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _first ??= happened.At;
        (_sequence, _last) = (Math.Max(_sequence, happened.Sequence), happened.At);
        _snapshot = _snapshot is { } known ? Next(known, happened) : happened.Data is DecisionMade { Facts: { } facts } made ? Begin(made, facts) : null;
    }

    /// <summary>Null: nothing was decided about the call, so there is nothing to go on with.</summary>
    public CallSnapshot? ToSnapshot() => _snapshot is null ? null : _snapshot with { Sequence = _sequence, LeftAt = _last };

    private CallSnapshot Begin(DecisionMade made, CallFacts facts) => new()
    {
        Id = call,
        Facts = facts,
        StartedAt = made.StartedAt ?? _first!.Value,
        Decision = made.Decision is { Reasons: { } reasons, Explanation.Count: 0 } decision
            ? decision with { LateReasons = new Lazy<DecisionReasons>(reasons) }
            : made.Decision,
        Target = made.Decision.Target,
        Attempt = 0,
        State = CallState.Decided,
        Sequence = _sequence,
        LeftAt = _last,
        TraceParent = made.TraceParent,
    };

    private static CallSnapshot Next(CallSnapshot known, CallEvent happened) => happened.Data switch
    {
        // INVITEs to others on behalf of a call that is answered are of the same attempt.
        AttemptStarted one when one.Attempt != known.Attempt => Dialing(known, one.Attempt, one.Target),
        CallRedirected one => Dialing(known, one.Attempt, one.Targets.Count > 0 ? one.Targets[0] : null),
        WebhookReceived one => known with
        {
            // A call without an edge has no INVITE of ours: the webhook is its first sign.
            Attempt = Math.Max(1, known.Attempt),
            State = CallState.Announced,
            RealtimeCallId = one.RealtimeCallId,
            Target = one.Target,
        },
        AcceptSent one when one.RealtimeCallId == known.RealtimeCallId => known with { State = CallState.Accepting },
        AcceptAnswered { Succeeded: true } one when known.State == CallState.Accepting && (one.RealtimeCallId is null || one.RealtimeCallId == known.RealtimeCallId) =>
            known with { State = CallState.Accepted, SessionStartedAt = happened.At, SessionEndsAt = null },
        SessionEndNamed one => known with { SessionEndsAt = one.EndsAt },
        DialogState { Leg: DialogState.Called, Target: null } or TransferCompleted { Mode: TransferMode.Bridge } when known.State == CallState.Accepted =>
            known with { State = CallState.Transferred },
        CallTakenOver one => known with { TraceParent = one.TraceParent ?? known.TraceParent },
        CallEnded => known with { State = CallState.Ended },
        _ => Talked(known, happened.Data),
    };

    private static CallSnapshot Talked(CallSnapshot known, CallEventData data) => data switch
    {
        AgentSwitched one => known with
        {
            Agent = one.To,
            EarlierAgents = EarlierThan(known.EarlierAgents, one.Agent),
            Changes = known.Changes is { } left ? new ConversationChanges(Images: left.Images) : null,
        },
        ControlUpdated one => known with { Changes = Updated(known.Changes ?? new ConversationChanges(), one) },
        ControlImageAdded => known with { Changes = (known.Changes ?? new ConversationChanges()) is var had ? had with { Images = had.Images + 1 } : null },
        HandlerTurnState one => known with { Turn = new HandlerTurn(one.Turn, one.IsOpen, one.IsModels, one.By) },
        _ => known,
    };

    private static CallSnapshot Dialing(CallSnapshot known, int attempt, string? target) => known with
    {
        Attempt = attempt,
        Target = target ?? known.Decision.Target,
        State = CallState.Dialing,
        RealtimeCallId = null,
        SessionStartedAt = null,
        SessionEndsAt = null,
    };

    private static IReadOnlyList<string>? EarlierThan(IReadOnlyList<string>? earlier, string agent) =>
        agent.Length == 0 || earlier?.Contains(agent, StringComparer.Ordinal) == true ? earlier : [.. earlier ?? [], agent];

    private static ConversationChanges Updated(ConversationChanges before, ControlUpdated update)
    {
        before = update.Reset ? new ConversationChanges(Images: before.Images) : before;
        return before with
        {
            Instructions = update.Instructions ?? before.Instructions,
            Tools = update.Tools ?? before.Tools,
            TurnDetection = update.TurnDetection ?? before.TurnDetection,
        };
    }
}
