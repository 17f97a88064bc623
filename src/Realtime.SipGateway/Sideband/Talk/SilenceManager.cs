using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules.Talk;
using Realtime.SipGateway.Sideband.Handlers;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Asks a caller who says nothing whether they are still there, and leaves the call when no answer comes. Silence is counted only while nobody
/// has anything to do: the caller has heard the agent out and neither speaks nor enters digits, and no tool, approval or transfer is under way.
/// Speech and keys of the caller begin the count anew; words of the agent only the wait.
/// </summary>
internal sealed class SilenceManager(SessionParts parts, HandlerTurns handler) : SessionFeature
{
    private const string OwnWords =
        "The caller has said nothing for a while. Ask in one short sentence, in the language of the conversation, whether they are still there.";

    private SilenceDefinition? _definition = parts.Agent.Definition.Silence;
    private bool _isOpen;
    private bool _callerSpeaks;
    private bool _runs;
    private int _prompts;

    public override void Opened(bool again)
    {
        // What the caller did meanwhile is not known: the wait begins anew.
        (_isOpen, _callerSpeaks) = (true, false);
        Stop();
    }

    public override void Take(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.SpeechStarted:
                _callerSpeaks = true;
                CallerIsThere();
                break;
            case ServerEvent.SpeechEnded:
                _callerSpeaks = false;
                CallerIsThere();
                break;
            case ServerEvent.Digit:
                CallerIsThere();
                break;
            default:
                break;
        }
    }

    public override void Check()
    {
        if (_definition is not { } definition || !IsQuiet)
        {
            Stop();
        }
        else if (!_runs)
        {
            _runs = true;
            parts.Deadlines.Set(Deadline.Silence, TimeSpan.FromSeconds(definition.AfterSeconds));
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline != Deadline.Silence)
        {
            return;
        }

        _runs = false;
        if (_definition is not { } definition || !IsQuiet)
        {
            return;
        }

        if (_prompts < definition.Prompts)
        {
            _prompts++;
            parts.Call.Record(new SilencePrompted(_prompts, definition.Prompts, definition.AfterSeconds));
            parts.Sequencer.Ask(Prompt(definition));
            return;
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"nobody spoke for {definition.AfterSeconds} s, {_prompts} prompts were not answered");
        parts.Exit.Begin(definition.Finish, new CallOutcome(CallEndedBy.Policy, CallCause.CallerSilent, Reason: reason));
    }

    public override void SwitchTo(SidebandAgent agent)
    {
        (_definition, _prompts) = (agent.Definition.Silence, 0);
        Stop();
    }

    public override void CallEnded()
    {
        _definition = null;
        Stop();
    }

    private bool IsQuiet => _isOpen && !_callerSpeaks && parts.Call.ReadyToTalk.IsCompletedSuccessfully && parts.Sequencer.IsIdle
        && parts.Speech.AllHeard && !parts.Exit.HasBegun && !parts.Call.HasWorkRunning && !handler.IsOpen;

    private ResponseRequest Prompt(SilenceDefinition definition) => definition.Say.Count > 0
        ? ResponseRequest.Exactly(definition.Say[Math.Min(_prompts, definition.Say.Count) - 1])
        : new ResponseRequest(definition.Instructions ?? OwnWords);

    private void CallerIsThere()
    {
        _prompts = 0;
        Stop();
    }

    private void Stop()
    {
        if (_runs)
        {
            _runs = false;
            parts.Deadlines.Cancel(Deadline.Silence);
        }
    }
}
