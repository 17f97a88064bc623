using System.Diagnostics;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Traces;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// One call, whatever its source. Inputs from signalling, webhook and sideband go through <see cref="CallMachine"/> one at a time;
/// each state change is told to the <see cref="ICallObserver"/>s in order. Knows no SIP, HTTP, WebSocket or SQL.
/// </summary>
#pragma warning disable CA1001 // The source of the token has no timer and no wait handle: there is nothing to dispose.
public sealed class Call
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private readonly CallJournal _journal;
    private readonly CallStates _states;
    private readonly TaskCompletionSource _readyToTalk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _vendorLegEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _agentLeft = new();
    private readonly CallWriter _writer;
    private readonly CallAgents _agents = new();
    private readonly SessionTimes _session = new();
    private readonly CallTrace _trace;
    private volatile string? _target;
    private IReadOnlyList<string> _otherTargets = [];
    private readonly DateTimeOffset _leftAt;

    internal Call(CallId id, CallFacts facts, ICallControl control, CallJournal journal, Action<Call, CallState> changed)
    {
        (Id, Facts, Control, _journal) = (id, facts, control, journal);
        _states = new CallStates(_gate, CallProgress.Start, state => changed(this, state));
        StartedAt = AttemptStartedAt = journal.Now();
        _trace = journal.Trace(id, facts, StartedAt);
        _writer = new CallWriter(_gate, id, journal, new CallRecordProjection(id), _trace, journal.Measure(facts));
        (Ended, AgentLeft) = (_ended.Token, _agentLeft.Token);
    }

    /// <summary>A call that another process handed over, its record as far as its events tell.</summary>
    internal Call(CallSnapshot snapshot, CallRecordProjection record, ICallControl control, CallJournal journal, Action<Call, CallState> changed)
    {
        (Id, Facts, StartedAt, Decision) = (snapshot.Id, snapshot.Facts, snapshot.StartedAt, snapshot.Decision);
        (Control, _journal, _leftAt, _target) = (control, journal, snapshot.LeftAt, snapshot.Target);
        var progress = new CallProgress(snapshot.State, snapshot.Attempt, snapshot.RealtimeCallId, Answered: true, Acknowledged: true, null);
        _states = new CallStates(_gate, progress, state => changed(this, state));
        _agents = CallAgents.Of(snapshot);
        _session = new SessionTimes(snapshot.SessionStartedAt ?? snapshot.StartedAt, snapshot.SessionEndsAt);
        (Changes, Turn) = (snapshot.Changes, snapshot.Turn);
        _trace = journal.Trace(Id, Facts, journal.Now(), snapshot.TraceParent);
        _writer = new CallWriter(_gate, Id, journal, record, _trace, journal.Measure(Facts, snapshot), snapshot.Sequence);
        _readyToTalk.SetResult();
        (Ended, AgentLeft) = (_ended.Token, _agentLeft.Token);
        IsTakenOver = true;
        Digits.Take(snapshot.Digits);
        if (Digits.Secrets.Count > 0)
        {
            _writer.RedactAlso(Digits.Redact, isGuardrail: false);
        }

        if (snapshot.State != CallState.Accepted)
        {
            // The caller talks to a person already.
            _agentLeft.Cancel();
        }
    }

    public CallId Id { get; }

    public CallFacts Facts { get; }

    /// <summary>The one clock of the event log.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Another process began it: nobody is greeted again.</summary>
    public bool IsTakenOver { get; }

    /// <summary>Commands to the live call.</summary>
    public ICallControl Control { get; }

    /// <summary>The call's trace: parent of everything done for it (W3C trace context).</summary>
    public ActivityContext TraceContext => _trace.Context;

    /// <summary>For the SIP transactions of its legs; null: the call has no trace.</summary>
    internal TransactionSpans? TransactionSpans => _trace.Transactions;

    /// <summary>Told who has the call from now on; null: no agent.</summary>
    internal Action<Call, string?>? AgentChanged { get; init; }

    /// <summary>When the current attempt's INVITE went out; before the first, when the call came.</summary>
    public DateTimeOffset AttemptStartedAt { get; private set; }

    /// <summary>When the service took the session that talks now; null before.</summary>
    public DateTimeOffset? SessionStartedAt => _session.Started;

    /// <summary>When the service ends that session; null while it has not said.</summary>
    public DateTimeOffset? SessionEndsAt
    {
        get => _session.Ends;
        set => _session.Ends = value;
    }

    /// <summary>Makes the call's span the current one of an asynchronous method, to its end: what it does belongs to the call's trace.</summary>
    public void EnterTrace() => _trace.Enter();

    /// <summary>Null until the rules have spoken.</summary>
    public CallDecision? Decision { get; private set; }

    /// <summary>Where the current attempt goes; before the first, the decision's first target.</summary>
    public string? Target => _target ?? Decision?.Target;

    /// <summary>The agent that talks now: the decision's, until it handed the call to another one.</summary>
    public string? Agent => _agents.Current ?? Decision?.Agent;

    /// <summary>Agents that had the call before, each once, in order; empty while the decision's has it.</summary>
    public IReadOnlyList<string> EarlierAgents => _agents.Earlier;

    /// <summary>What the caller entered by keys for the agents that asked.</summary>
    public CollectedDigits Digits { get; } = new();

    /// <summary>What commands changed in the conversation; null: nothing. Written by the conversation alone.</summary>
    public ConversationChanges? Changes { get; internal set; }

    /// <summary>The last turn that was offered to a program; null: none was. Written by the conversation alone.</summary>
    public HandlerTurn? Turn { get; internal set; }

    public CallProgress Progress => _states.Progress;

    /// <summary>What it has cost up to now, in the processes that had it before too.</summary>
    public CallSpend Spend => _writer.Spend;

    /// <summary>What the calls of all agents cost of late; null where nobody counts.</summary>
    internal DaySpending? DaySpending => _journal.Spending;

    /// <summary>Completes when the caller's ACK is in; never for a call that ends before.</summary>
    public Task ReadyToTalk => _readyToTalk.Task;

    /// <summary>Cancelled when the call is over.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Cancelled when the agent's part is over: with the call, or before it when the caller is left to somebody else.</summary>
    public CancellationToken AgentLeft { get; }

    /// <summary>Completes when the sideband has taken its last events after the end (<c>DESIGN.md</c> §3, "Ending").</summary>
    public Task Drained => _drained.Task;

    public CallVerdict Decide(CallDecision decision)
    {
        var verdict = _states.Apply(CallMachine.Decide, () => Decision = decision);
        if (verdict == CallVerdict.Done)
        {
            Record(new DecisionMade(decision, Facts, StartedAt, _trace.Id));
        }

        return verdict;
    }

    /// <summary>Starts the next attempt; its number is in <see cref="CallProgress.Attempt"/> of the answer.</summary>
    /// <param name="target">Where it goes; null: the decision's first target.</param>
    /// <param name="others">Where it may go instead, when somebody else chooses (a redirected call).</param>
    public (CallVerdict Verdict, int Attempt) BeginAttempt(string? target = null, IReadOnlyList<string>? others = null)
    {
        var attempt = 0;
        var verdict = _states.Apply(CallMachine.BeginAttempt, () =>
        {
            attempt = _states.Locked.Attempt;
            _target = target;
            _otherTargets = others ?? [];
            AttemptStartedAt = _journal.Now();
            _session.Forget();
        });
        return (verdict, attempt);
    }

    /// <param name="attempt">Number of the attempt.</param>
    /// <param name="id">The vendor's id of it.</param>
    /// <param name="target">The AI target whose webhook told of it: its key is the one that the session knows.</param>
    public CallVerdict Announce(int attempt, RealtimeCallId id, string? target = null) => _states.Apply(
        call => target is not null && call.Attempt == attempt && !call.IsOver && !MayBeAt(target)
            ? (call, CallVerdict.Foreign)
            : CallMachine.Announce(call, attempt, id),
        () => _target = target ?? _target);

    private bool MayBeAt(string target) => Target is null || target == Target || _otherTargets.Contains(target);

    public CallVerdict BeginAccept(RealtimeCallId id) => _states.Apply(call => CallMachine.BeginAccept(call, id));

    public CallVerdict Accepted(RealtimeCallId id) =>
        _states.Apply(call => CallMachine.Accepted(call, id), () => _session.Began(_journal.Now()));

    public CallVerdict Answer() => _states.Apply(CallMachine.Answer);

    public CallVerdict Acknowledge() => _states.Apply(CallMachine.Acknowledge, () => _readyToTalk.TrySetResult());

    /// <summary>Another agent of the policy goes on with the caller; its rights hold from now on.</summary>
    public void SwitchAgent(string agent, string? summary)
    {
        var before = Agent;
        _agents.Switch(before, agent);
        Record(new AgentSwitched(before ?? "", agent, summary));
        AgentChanged?.Invoke(this, agent);
    }

    /// <summary>A person answers in place of the agent: the call is none of its calls any more.</summary>
    public void AnsweredByPerson() => AgentChanged?.Invoke(this, null);

    /// <summary>The caller was taken to somebody else: the call goes on, the AI session does not.</summary>
    public CallVerdict Transferred()
    {
        var verdict = _states.Apply(CallMachine.Transfer);
        LeaveAgent();
        return verdict;
    }

    /// <summary>The vendor's leg is gone, and the call goes on without it for now.</summary>
    public void LeaveAgent()
    {
        _agentLeft.Cancel();
        AgentChanged?.Invoke(this, null);
    }

    /// <summary>Ends the call: the first outcome stands, the record is written, watchers are told. False when it was over before.</summary>
    public bool End(CallOutcome outcome)
    {
        lock (_gate)
        {
            var (next, verdict) = CallMachine.End(_states.Locked, outcome);
            if (verdict != CallVerdict.Done)
            {
                return false;
            }

            _states.Move(next);
            RecordLocked(new CallEnded(outcome));
            _writer.Finish();
        }

        try
        {
            _trace.End(outcome, _journal.Now());
            _states.Tell();
        }
        finally
        {
            _ended.Cancel();
            _agentLeft.Cancel();
        }

        return true;
    }

    /// <summary>A tool runs or a transfer is under way, whoever asked for it.</summary>
    public bool HasWorkRunning => _writer.HasWorkRunning;

    /// <summary>Somebody else is being rung for the caller, whoever asked for it: to hang up now would take the caller from both.</summary>
    public bool IsTransferring => _writer.IsTransferring;

    /// <summary>A call that was handed over begins its life here: its log says so, and watchers are told that it is accepted.</summary>
    internal void Resume()
    {
        lock (_gate)
        {
            RecordLocked(new CallTakenOver((_journal.Now() - _leftAt).TotalMilliseconds, _trace.Id));
            _states.Add();
        }

        _states.Tell();
    }

    /// <summary>Nothing that another process could not go on with is under way: no tool runs whose result would be lost.</summary>
    public bool CanBeHandedOver
    {
        get
        {
            lock (_gate)
            {
                return !_writer.HasWorkRunning && CallMachine.HandOver(_states.Locked).Verdict == CallVerdict.Done;
            }
        }
    }

    /// <summary>
    /// Leaves the call to another process: from now on nothing is done or written for it here. Null when it is over or cannot be left yet.
    /// </summary>
    /// <param name="legs">What the owner of its source needs to control it there.</param>
    public CallSnapshot? HandOver(string? legs)
    {
        CallSnapshot snapshot;
        lock (_gate)
        {
            var (next, verdict) = CallMachine.HandOver(_states.Locked);
            if (verdict != CallVerdict.Done)
            {
                return null;
            }

            RecordLocked(new CallHandedOver());
            snapshot = new CallSnapshot
            {
                Id = Id,
                Facts = Facts,
                StartedAt = StartedAt,
                Decision = Decision!,
                Target = Target,
                Changes = Changes,
                Turn = Turn,
                Agent = _agents.Current,
                EarlierAgents = EarlierAgents.Count == 0 ? null : EarlierAgents,
                Attempt = next.Attempt,
                State = _states.Locked.State,
                RealtimeCallId = next.RealtimeCallId,
                SessionStartedAt = _session.Started,
                SessionEndsAt = _session.Ends,
                Record = _writer.CountedBeyondLog,
                Sequence = _writer.Sequence,
                LeftAt = _journal.Now(),
                TraceParent = _trace.Id,
                Digits = Digits.IsEmpty ? null : new SnapshotDigits(Digits.Named, Digits.Secrets),
                Legs = legs,
            };
            _states.Move(next);
        }

        _writer.HandOver();
        _states.Tell();
        return snapshot;
    }

    /// <summary>Completes when the vendor is known to have heard, on its SIP leg, that the call is over: it needs no word by REST.</summary>
    public Task VendorLegEnded => _vendorLegEnded.Task;

    /// <summary>BYE came from the vendor or was answered by it. A CANCEL that was answered is no proof: accept may have crossed it (P2).</summary>
    public void MarkVendorLegEnded() => _vendorLegEnded.TrySetResult();

    /// <summary>The sideband has nothing more to take; called once it is closed, or when there was none.</summary>
    public void MarkDrained() => _drained.TrySetResult();

    /// <summary>Appends an event to the call's log; events after the end are kept too (late tool results, drained transcripts).</summary>
    public void Record(CallEventData data)
    {
        lock (_gate)
        {
            if (_states.Locked.State == CallState.HandedOver)
            {
                // Its log goes on elsewhere.
                return;
            }

            if (!data.Stored)
            {
                _writer.Show(data);
                return;
            }

            RecordLocked(data);
            if (_states.Locked.State == CallState.Ended)
            {
                _writer.Amend();
            }
        }
    }

    /// <summary>Tells of each event that was written; under the call's lock and by the thread that caused it: a handler must neither block nor ask the call anything.</summary>
    internal event Action<CallEventData>? Recorded;

    /// <summary>
    /// Takes more out of every text of every event from now on: what the guardrails of the agent say. What was added before stays, and what is there already
    /// (the same method of the same object) is not added again.
    /// </summary>
    public void RedactAlso(Func<string, string> also) => _writer.RedactAlso(also, isGuardrail: true);

    /// <summary>Keeps what the caller entered for the tools that name it.</summary>
    public void SaveDigits(string name, string digits) => Digits.Save(name, digits);

    /// <summary>Digits that only tools may see: taken out of every text of every event from now on.</summary>
    public void HideDigits(string digits)
    {
        Digits.Hide(digits);
        _writer.RedactAlso(Digits.Redact, isGuardrail: false);
    }

    /// <summary>A text of this call without what the guardrails of its agent take out; for what is stored beside the events.</summary>
    public string Redact(string text) => _writer.Redact(text);

    private void RecordLocked(CallEventData data)
    {
        var at = _writer.Write(data, _states.Locked.State == CallState.Ended);
        if (data is AcceptAnswered { Succeeded: true } taken && taken.RealtimeCallId == _states.Locked.RealtimeCallId)
        {
            _session.Taken(at);
        }

        Recorded?.Invoke(data);
    }
}
