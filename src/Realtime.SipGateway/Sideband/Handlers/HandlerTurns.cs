using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Handlers;

/// <summary>
/// Turns of an agent whose callers a program answers: the model is silent of its own (<c>create_response: false</c>), each turn is offered as an event, and
/// whoever makes the agent speak has answered it. Without an answer in time, or without words to answer, the model does.
/// </summary>
internal sealed class HandlerTurns(SessionParts parts) : SessionFeature
{
    private readonly RecentIds _seen = new(64);
    private HandlerDefinition? _handler = parts.Mine.Definition.Handler;
    private int _turns;
    private bool _isOpen;
    private bool _isOver;
    private bool _timedOut;

    /// <summary>True while a turn waits for its answer: the silence is the program's.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>True for an answer that is not too late: the caller has not spoken since, and the model has not answered.</summary>
    public bool Takes(int turn) => turn == _turns && !_timedOut && _handler is not null;

    /// <summary>What the caller said while there was no connection was heard by nobody: the model answers it when no turn follows.</summary>
    public override void Opened(bool again)
    {
        if (again && _handler is not null && !_isOver)
        {
            _isOpen = true;
            Wait();
        }
    }

    public override void Take(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.CallerTranscript said when !string.IsNullOrWhiteSpace(said.Text):
                Offer(said);
                break;
            case ServerEvent.CallerTranscriptFailed failed when _handler is not null && !_isOver && _seen.Add(failed.ItemId):
                parts.Sequencer.Ask(ResponseRequest.GoOn);
                break;
            case ServerEvent.ResponseCreated created when created.ResponseId != parts.Sequencer.Aside:
                Close();
                break;
            default:
                break;
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline != Deadline.Handler || !_isOpen || _handler is null)
        {
            return;
        }

        if (!parts.Sequencer.IsIdle)
        {
            // Something is about to be said, which is the answer once it begins.
            Wait();
            return;
        }

        (_isOpen, _timedOut) = (false, true);
        parts.Call.Record(new HandlerTimedOut(_turns, _handler.TimeoutMs));
        parts.Sequencer.Ask(ResponseRequest.GoOn);
    }

    public override void SwitchTo(SidebandAgent agent)
    {
        Close();
        _handler = agent.Definition.Handler;
    }

    public override void CallEnded()
    {
        _isOver = true;
        Close();
    }

    private void Offer(ServerEvent.CallerTranscript said)
    {
        if (_handler is null || _isOver || parts.Exit.HasBegun || !_seen.Add(said.ItemId))
        {
            return;
        }

        (_isOpen, _timedOut) = (true, false);
        parts.Call.Record(new HandlerTurnOpened(++_turns, said.ItemId, parts.Caller.Written(said.Text), said.Language, _handler.TimeoutMs));
        Wait();
    }

    private void Wait() => parts.Deadlines.Set(Deadline.Handler, TimeSpan.FromMilliseconds(_handler!.TimeoutMs));

    private void Close()
    {
        if (_isOpen)
        {
            _isOpen = false;
            parts.Deadlines.Cancel(Deadline.Handler);
        }
    }
}
