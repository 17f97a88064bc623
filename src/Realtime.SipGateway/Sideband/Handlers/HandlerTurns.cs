using Realtime.SipGateway.Calls;
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
    private HandlerTurn _turn = parts.Call.Turn ?? new HandlerTurn(0);
    private bool _isOpen;
    private bool _hasOpened;
    private bool _isOver;

    /// <summary>True while a turn waits for its answer: the silence is the program's.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>True for an answer that is not too late: the caller has not spoken since, and neither the model nor anybody else has answered.</summary>
    public bool Takes(int turn, string actor) =>
        turn == _turn.Number && !_turn.IsModels && (_turn.Actor is null || _turn.Actor == actor) && _handler is not null;

    /// <summary>Somebody makes the agent say something: the turn that waits is theirs.</summary>
    public void AnsweredBy(string actor)
    {
        if (_turn is { Number: > 0, Actor: null })
        {
            Keep(_turn with { Actor = actor });
        }
    }

    /// <summary>The model was told to answer, or does.</summary>
    public void LeftToModel()
    {
        if (_turn.Number > 0)
        {
            Keep(_turn with { IsModels = true });
        }
    }

    /// <summary>
    /// What the caller said while there was no connection was heard by nobody: the model answers it when no turn follows. A process that takes the call up
    /// waits for the turn that the other one left open, and for no other.
    /// </summary>
    public override void Opened(bool again)
    {
        var isOpen = _hasOpened || _turn.IsOpen;
        _hasOpened = true;
        if (again && isOpen && _handler is not null && !_isOver)
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
                if (_handler is not null && parts.Sequencer.IsModels(created.ResponseId))
                {
                    LeftToModel();
                }

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

        _isOpen = false;
        LeftToModel();
        parts.Call.Record(new HandlerTimedOut(_turn.Number, _handler.TimeoutMs));
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

        _isOpen = true;
        Keep(new HandlerTurn(_turn.Number + 1));
        parts.Call.Record(new HandlerTurnOpened(_turn.Number, said.ItemId, parts.Caller.Written(said.Text), said.Language, _handler.TimeoutMs));
        Wait();
    }

    private void Wait() => parts.Deadlines.Set(Deadline.Handler, TimeSpan.FromMilliseconds(_handler!.TimeoutMs));

    private void Close()
    {
        if (_isOpen)
        {
            _isOpen = false;
            Keep(_turn);
            parts.Deadlines.Cancel(Deadline.Handler);
        }
    }

    /// <summary>The next process of this call goes on with it, and so can one that has the log alone.</summary>
    private void Keep(HandlerTurn turn)
    {
        _turn = turn with { IsOpen = _isOpen };
        if (_turn != parts.Call.Turn)
        {
            parts.Call.Turn = _turn;
            if (!_isOver && _turn.Number > 0)
            {
                parts.Call.Record(new HandlerTurnState(_turn.Number, _turn.IsOpen, _turn.IsModels, _turn.Actor));
            }
        }
    }
}
