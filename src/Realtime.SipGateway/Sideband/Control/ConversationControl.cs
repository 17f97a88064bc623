using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Handlers;
using Realtime.SipGateway.Sideband.Talk;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>Carries out the commands of supervisors and programs in one conversation, in its loop, one after the other; each is an event of the call.</summary>
internal sealed class ConversationControl : SessionFeature
{
    private static readonly ConversationAnswer TurnOver =
        new(ConversationStatus.Refused, "That turn is over: the caller has spoken again, or somebody else or the model has answered.");

    private static readonly ConversationAnswer Leaving = new(ConversationStatus.Refused, "The conversation is being ended by policy.");

    private readonly Call _call;
    private readonly ConversationControls _controls;
    private readonly CommandInbox _inbox;
    private readonly CommandedSpeech _spoken;
    private readonly AddedItems _items;
    private readonly SessionChanges _changes;
    private readonly CommandedImages _images;
    private readonly ResponseSequencer _sequencer;
    private readonly AgentSpeech _speech;
    private readonly Outbox _outbox;
    private readonly CallExit _exit;
    private readonly HandlerTurns _handler;

    /// <summary>A response was asked for and has not begun: it is stopped when it does.</summary>
    private bool _stopsNext;

    /// <param name="parts">The conversation.</param>
    /// <param name="items">Where commanded texts are added; features of their own, before this one, as the others.</param>
    /// <param name="changes">Where the agent's session is changed.</param>
    /// <param name="images">Where images are added.</param>
    /// <param name="handler">Which turn of the caller waits for an answer.</param>
    public ConversationControl(SessionParts parts, AddedItems items, SessionChanges changes, CommandedImages images, HandlerTurns handler)
    {
        (_items, _changes, _images, _handler) = (items, changes, images, handler);
        (_call, _controls, _sequencer, _speech, _outbox, _exit) =
            (parts.Call, parts.Services.Controls, parts.Sequencer, parts.Speech, parts.Outbox, parts.Exit);
        _inbox = new CommandInbox(parts.Wake);
        _spoken = new CommandedSpeech(parts.Sequencer);
        _controls.Open(_call.Id, _inbox);
    }

    public override void Opened(bool again)
    {
        if (again)
        {
            _stopsNext = false;
        }
    }

    public override void Take(ServerEvent received)
    {
        // The last words of a conversation are nobody's to stop.
        if (_stopsNext && received is ServerEvent.ResponseCreated created && created.ResponseId != _sequencer.ClosingResponse)
        {
            _stopsNext = false;
            _outbox.Silence(created.ResponseId);
        }
    }

    public override void Check()
    {
        while (_inbox.TryTake(out var waiting))
        {
            waiting.Answer(Run(waiting.Command, waiting.Actor));
        }

        // What it was for was refused, or never came: the next response is another one.
        _stopsNext &= _sequencer.AwaitsService;

        // Nobody would hear it before the caller's ACK.
        if (_call.ReadyToTalk.IsCompletedSuccessfully)
        {
            _spoken.Check();
        }
    }

    public override void CallEnded() => _controls.Close(_call.Id, _inbox);

    public override void Finish() => _controls.Close(_call.Id, _inbox);

    private ConversationAnswer Run(ConversationCommand command, string actor)
    {
        if (_exit.HasBegun)
        {
            return Leaving;
        }

        switch (command)
        {
            case ConversationCommand.Say say:
                return Say(say, actor);
            case ConversationCommand.Whisper whisper:
                _items.AddText(ConversationRole.System, whisper.Text);
                _call.Record(new ControlWhispered(actor, whisper.Text, whisper.Respond));
                Respond(whisper.Respond);
                return ConversationAnswer.Done;
            case ConversationCommand.AddText add:
                _items.AddText(add.Role, add.Text);
                _call.Record(new ControlTextAdded(actor, add.Role.Name(), add.Text, add.Respond));
                Respond(add.Respond);
                return ConversationAnswer.Done;
            case ConversationCommand.AddImage add:
                return AddImage(add, actor);
            case ConversationCommand.Update update:
                return Update(update, actor);
            case ConversationCommand.TakeTurn turn:
                return TakeTurn(turn, actor);
            case ConversationCommand.StopSpeaking:
                _call.Record(new ControlStopped(actor));
                Stop();
                return ConversationAnswer.Done;
            default:
                throw new InvalidOperationException($"{command.GetType().Name} is no command of a conversation.");
        }
    }

    private ConversationAnswer Say(ConversationCommand.Say say, string actor)
    {
        if (say.Turn is { } turn && !_handler.Takes(turn, actor))
        {
            return TurnOver;
        }

        if (say.Interrupt)
        {
            Stop();
        }

        if (!_spoken.TryAdd(ResponseRequest.Exactly(say.Text)))
        {
            return ConversationAnswer.Busy;
        }

        _handler.AnsweredBy(actor);
        _call.Record(new ControlSaid(actor, say.Text, say.Interrupt));
        return ConversationAnswer.Done;
    }

    private ConversationAnswer AddImage(ConversationCommand.AddImage add, string actor)
    {
        var answer = _images.Add(add.Image, add.Text);
        if (answer.Status == ConversationStatus.Done)
        {
            _call.Record(new ControlImageAdded(actor, add.Image.MediaType, add.Image.Bytes.Length, add.Image.Sha256, add.Text, add.Respond));
            Respond(add.Respond);
        }

        return answer;
    }

    private ConversationAnswer Update(ConversationCommand.Update update, string actor)
    {
        var answer = _changes.Update(update);
        if (answer.Status == ConversationStatus.Done)
        {
            _call.Record(new ControlUpdated(actor, update.Instructions, update.Tools, update.TurnDetection, update.Reset));
        }

        return answer;
    }

    /// <summary>With instructions it is the answer of who gave them, as words are; without, the turn is left to the model.</summary>
    private ConversationAnswer TakeTurn(ConversationCommand.TakeTurn turn, string actor)
    {
        if (turn.Turn is { } number && !_handler.Takes(number, actor))
        {
            return TurnOver;
        }

        if (turn.Instructions is null)
        {
            Respond(wanted: true);
        }
        else if (!_spoken.TryAdd(new ResponseRequest(turn.Instructions)))
        {
            return ConversationAnswer.Busy;
        }
        else
        {
            _handler.AnsweredBy(actor);
        }

        _call.Record(new ControlResponded(actor, turn.Instructions));
        return ConversationAnswer.Done;
    }

    /// <summary>A turn by the conversation as it stands; commanded words that it displaces are asked for again.</summary>
    private void Respond(bool wanted)
    {
        if (wanted)
        {
            _handler.LeftToModel();
            _sequencer.Ask(ResponseRequest.GoOn);
        }
    }

    /// <summary>Silence at once (<c>response.cancel</c>, then the audio on its way is cleared); what waits to be said is dropped, whoever asked for it.</summary>
    private void Stop()
    {
        _spoken.Drop();
        _sequencer.Drop();
        _stopsNext = _sequencer.AwaitsService;
        if (_sequencer.Active is { } responseId)
        {
            _outbox.Silence(responseId);
        }
        else if (!_speech.AllHeard)
        {
            _outbox.ClearAudio();
        }
    }
}
