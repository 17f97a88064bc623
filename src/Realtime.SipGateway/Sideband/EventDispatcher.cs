using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>Gives each event of the service to whom it concerns: transcripts, guard, tools, sequencer. Keyed by response, item and function call.</summary>
internal sealed class EventDispatcher(
    Call call, ResponseSequencer sequencer, CallerSpeech caller, CallerGuard callerGuard, AgentSpeech speech, SpeechGuard guard, ToolLoop tools,
    OpenItems openItems, ResponseClock clock, Action sessionIsReady)
{
    /// <summary>Errors of the service that are written down; a service that fails on and on says nothing new.</summary>
    private const int MaxErrors = 100;

    private const int MaxErrorLength = 500;

    private const string NothingToCancel = "response_cancel_not_active";
    private const string AlreadyActive = "conversation_already_has_active_response";

    private readonly RecentIds _finished = new(64);
    private bool _wasReady;
    private int _errors;

    /// <summary>The call is over: no tool runs, nothing is asked.</summary>
    public bool IsOver { get; set; }

    /// <summary>The service said that the session reached its longest duration.</summary>
    public bool HasExpired { get; private set; }

    public void Take(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.AgentWords words:
                if (guard.Pass(words.ResponseId, words.ItemId, words.Delta))
                {
                    speech.Words(words.ResponseId, words.ItemId, words.Delta, words.Spoken);
                }

                break;
            case ServerEvent.AgentTranscript said:
                TakeWhole(said.ResponseId, said.ItemId, said.Text, said.Spoken);
                break;
            case ServerEvent.CallerWords words:
                caller.Words(words.ItemId, words.Delta);
                break;
            case ServerEvent.CallerTranscript said:
                speech.CallerSaid();
                caller.Said(said);
                callerGuard.Said(said.ItemId, said.Text, IsOver);
                break;
            case ServerEvent.CallerTranscriptFailed failed:
                Record(failed.Code, "The caller's words were not recognised: " + failed.Message);
                break;
            case ServerEvent.SpeechStarted started:
                tools.CallerSpeaks(true);
                caller.Started(started.ItemId, started.AudioStartMs);
                break;
            case ServerEvent.SpeechEnded ended:
                tools.CallerSpeaks(false);
                caller.Stopped(ended.ItemId, ended.AudioEndMs);
                break;
            case ServerEvent.Digit { Key: { } key }:
                caller.Digit(key, tools.HidesDigits);
                tools.TakeDigit(key);
                break;
            case ServerEvent.SessionReady ready:
                TakeReady(ready);
                break;
            case ServerEvent.Error error:
                TakeError(error);
                break;
            default:
                TakeOfResponse(received);
                break;
        }
    }

    private void TakeOfResponse(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.ResponseCreated created:
                clock.Begun(created.ResponseId);
                sequencer.Created(created.ResponseId, created.ClientEventId);
                tools.ResponseBegan(created.ResponseId);
                break;
            case ServerEvent.ResponseDone done:
                TakeDone(done);
                break;
            case ServerEvent.ItemOpened opened when opened.ResponseId != sequencer.Aside:
                openItems.Begun(opened.Item.Id, opened.ResponseId);
                break;
            case ServerEvent.ItemDone done:
                openItems.Ended(done.Item.Id);
                TakeCall(done.ResponseId, done.Item);
                break;
            case ServerEvent.ItemKept { Item: { IsFunctionOutput: true, CallId: { } functionCallId } }:
                tools.Confirmed(functionCallId);
                break;
            case ServerEvent.ItemRetrieved retrieved:
                TakeRetrieved(retrieved.Item);
                break;
            case ServerEvent.ItemTruncated truncated:
                speech.Truncated(truncated.ItemId);
                break;
            case ServerEvent.AudioStarted audio:
                speech.AudioStarted(audio.ResponseId);
                break;
            case ServerEvent.AudioStopped audio:
                guard.AudioEnded(audio.ResponseId);
                speech.AudioStopped(audio.ResponseId);
                break;
            case ServerEvent.AudioCleared audio:
                guard.AudioEnded(audio.ResponseId);
                speech.AudioCleared(audio.ResponseId);
                break;
            default:
                break;
        }
    }

    private void TakeReady(ServerEvent.SessionReady ready)
    {
        clock.Uses(ready.Model);
        sessionIsReady();
        if (!_wasReady)
        {
            _wasReady = true;
            call.Record(new SidebandReady(ready.Model, ready.Voice));
        }
    }

    private void TakeWhole(string responseId, string itemId, string text, bool spoken)
    {
        if (guard.PassWhole(responseId, itemId, text))
        {
            speech.Transcript(responseId, itemId, text, spoken);
        }
    }

    private void TakeCall(string responseId, ConversationItem item)
    {
        if (item is { IsFunctionCall: true, IsCompleted: true } && !IsOver)
        {
            var function = new FunctionCall(responseId, item.CallId ?? "", item.Name ?? "", item.Arguments ?? "");
            tools.Called(function, allowed: !guard.HasStopped(responseId));
        }
    }

    /// <summary>An item whose end a lost connection may have hidden.</summary>
    private void TakeRetrieved(ConversationItem item)
    {
        if (!item.IsCompleted || openItems.Ended(item.Id) is not { } responseId)
        {
            return;
        }

        if (item.IsAgentMessage)
        {
            TakeWhole(responseId, item.Id, item.Text ?? "", spoken: true);
        }

        TakeCall(responseId, item);
    }

    private void TakeDone(ServerEvent.ResponseDone done)
    {
        sequencer.Done(done.ResponseId);
        if (_finished.Add(done.ResponseId))
        {
            call.Record(clock.Ended(done));
        }

        if (!IsOver)
        {
            guard.ResponseDone(done.ResponseId);
            tools.ResponseDone(done.ResponseId);
        }

        speech.ResponseDone(done.ResponseId, completed: done.Status == "completed");
    }

    /// <summary>Two errors are part of the normal course: a cancel that came too late, and a request while another response runs.</summary>
    private void TakeError(ServerEvent.Error error)
    {
        HasExpired |= error.Code == SidebandCloseCodes.SessionExpired;
        var answersRequest = sequencer.Refused(error.ClientEventId, error.Code == AlreadyActive);
        if (error.Code == NothingToCancel)
        {
            guard.NothingToCancel(error.ClientEventId);
        }
        else if (error.Code != AlreadyActive || !answersRequest)
        {
            Record(error.Code, error.Message);
        }
    }

    private void Record(string? code, string message)
    {
        if (_errors++ < MaxErrors)
        {
            call.Record(new SidebandError(code, message.Length <= MaxErrorLength ? message : message[..MaxErrorLength]));
        }
    }
}
