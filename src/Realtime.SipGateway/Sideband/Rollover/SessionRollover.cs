using System.Globalization;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Talk;

namespace Realtime.SipGateway.Sideband.Rollover;

/// <summary>
/// Takes leave of the caller before the service ends the session (after 60 minutes, API reference §6.3): first the model is told to come to an end,
/// then the conversation is left by the agent's <c>session_limit</c>. The time is that of the session, over connections, agents and processes.
/// </summary>
internal sealed class SessionRollover : SessionFeature
{
    private readonly SessionParts _parts;
    private readonly AddedItems _items;
    private SessionLimitDefinition _limit;
    private SessionSpan _span;
    private bool _byService;
    private bool _warned;

    public SessionRollover(SessionParts parts, AddedItems items)
    {
        (_parts, _items, _limit) = (parts, items, LimitOf(parts.Agent));
        var began = parts.Call.SessionStartedAt ?? parts.Time.GetUtcNow();
        _byService = parts.Call.SessionEndsAt is not null;
        _span = new SessionSpan(began, parts.Call.SessionEndsAt ?? began.AddSeconds(parts.Options.SessionSeconds));

        // The process before has warned of it.
        _warned = parts.Call.IsTakenOver && Now >= _span.WarnAt(WarnBefore);
    }

    private DateTimeOffset Now => _parts.Time.GetUtcNow();

    private TimeSpan WarnBefore => TimeSpan.FromSeconds(_limit.WarnBeforeSeconds);

    private DateTimeOffset LeaveAt => _span.LeaveAt(TimeSpan.FromSeconds(_limit.LeaveBeforeSeconds));

    private bool IsWarned => _warned || _limit.WarnBeforeSeconds == 0;

    public override void Opened(bool again) => Wait();

    public override void Take(ServerEvent received)
    {
        if (received is ServerEvent.SessionReady { Session: { } session } && EndOf(session) is { } named && _span.EndingAt(named, Now) is { } span && span != _span)
        {
            (_span, _byService) = (span, true);
            _parts.Call.SessionEndsAt = span.Ends;
            _parts.Call.Record(new SessionEndNamed(span.Ends));
            Wait();
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline != Deadline.Rollover || _parts.Exit.HasBegun)
        {
            return;
        }

        if (Now >= LeaveAt)
        {
            Leave();
            return;
        }

        if (!IsWarned && Now >= _span.WarnAt(WarnBefore))
        {
            Warn();
        }

        Wait();
    }

    public override void SwitchTo(SidebandAgent agent)
    {
        _limit = LimitOf(agent);
        Wait();
    }

    public override void CallEnded() => _parts.Deadlines.Cancel(Deadline.Rollover);

    private static SessionLimitDefinition LimitOf(SidebandAgent agent) => agent.Definition.SessionLimit ?? new SessionLimitDefinition();

    private static DateTimeOffset? EndOf(JsonElement session)
    {
        var end = session.Member("expires_at");
        return end.ValueKind == JsonValueKind.Number && end.TryGetInt64(out var seconds) && seconds is > 0 and < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    private void Wait()
    {
        if (_parts.Exit.HasBegun)
        {
            return;
        }

        var left = (IsWarned ? LeaveAt : _span.WarnAt(WarnBefore)) - Now;
        _parts.Deadlines.Set(Deadline.Rollover, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void Warn()
    {
        _warned = true;
        var left = _span.Ends - Now;
        _parts.Call.Record(new SessionLimitNear(Whole(Now - _span.Began), Whole(left), _byService));
        _items.AddText(ConversationRole.System, _limit.WrapUp ?? string.Create(
            CultureInfo.InvariantCulture,
            $"This conversation must end within {Whole(LeaveAt - Now)} seconds; then the line is cut. Settle what is open in a sentence or two, tell the caller that the call must end, and say goodbye."));
        if (_limit.Say is { } say)
        {
            _parts.Sequencer.Ask(ResponseRequest.Exactly(say));
        }
    }

    private void Leave()
    {
        _parts.Call.Record(new SessionLimitReached(Whole(Now - _span.Began), Whole(_span.Ends - Now), _byService));
        var reason = string.Create(CultureInfo.InvariantCulture, $"the service ends the session after {Whole(_span.Ends - _span.Began)} s");
        _parts.Exit.Begin(
            _limit.Finish, new CallOutcome(CallEndedBy.Policy, CallCause.SessionExpired, null, reason),
            new ResponseRequest("This call has reached its longest duration and ends now. Tell the caller so in one short sentence, in the language of the conversation, and say goodbye. Ask nothing."));
    }

    private static double Whole(TimeSpan span) => Math.Round(span.TotalSeconds);
}
