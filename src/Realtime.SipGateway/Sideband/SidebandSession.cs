using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Rules.Instructions;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Settings;
using Realtime.SipGateway.Sideband.Talk;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// What the gateway does in one conversation: events in, messages out, no waiting and no I/O. It outlives connections; only its worker
/// touches it. Who speaks when is the sequencer's, what was said the transcripts', what must not be said the guard's.
/// </summary>
internal sealed class SidebandSession
{
    private readonly Call _call;
    private readonly SidebandOptions _options;
    private readonly Outbox _outbox;
    private readonly Deadlines _deadlines;
    private readonly TimeProvider _time;
    private readonly ResponseSequencer _sequencer = new();
    private readonly OpenItems _openItems = new();
    private readonly AgentSpeech _speech;
    private readonly CallerSpeech _caller;
    private readonly CallerGuard _callerGuard;
    private readonly GuardEscalation _escalation;
    private readonly SpeechGuard _guard;
    private readonly Farewell _farewell;
    private readonly Handover _handover;
    private readonly Greeting _greeting;
    private readonly SessionSettings _settings;
    private readonly CallExit _exit;
    private readonly EventDispatcher _events;
    private readonly OutOfBandAsks _asks;
    private readonly SessionFeature[] _features;
    private bool _isOver;

    public SidebandSession(
        Call call, SidebandAgent agent, SidebandServices services, SidebandOptions options, Outbox outbox,
        Deadlines deadlines, TimeProvider time, Action wake, CancellationToken stopping)
    {
        (_call, _options, _outbox, _deadlines, _time) = (call, options, outbox, deadlines, time);
        AgentRedaction.Add(call, agent.Guardrails);
        var caller = _caller = new CallerSpeech(call, agent.Guardrails, time, agent.Definition.Transcription);
        _speech = new AgentSpeech(call, caller, agent.Guardrails, time);
        _escalation = new GuardEscalation(call, _sequencer, outbox, wake, stopping);
        var callerGuard = _callerGuard = new CallerGuard(call, agent.Guardrails, _escalation, _sequencer, outbox, time);
        _guard = new SpeechGuard(
            call, agent.Guardrails, _escalation, _speech, _sequencer, outbox, deadlines, TimeSpan.FromMilliseconds(options.StopTimeoutMs), time);
        _farewell = new Farewell(_sequencer, _speech, deadlines, TimeSpan.FromMilliseconds(options.FarewellTimeoutMs));
        var wasSwitched = call.EarlierAgents.Count > 0;
        var mine = CallAgent.Of(agent.Definition, wasSwitched ? null : call.Decision, call.Facts);
        _settings = new SessionSettings(
            call, wasSwitched ? null : AgentSession.ForAccept(agent.Document, mine.Definition, services.Hosted),
            wasSwitched ? AgentSession.ForHandOff(agent.Document, mine.Definition, services.Hosted) : agent.LateSession, outbox, deadlines, TimeSpan.FromMilliseconds(options.SettingsTimeoutMs), time);
        _greeting = new Greeting(call, mine, _sequencer);
        var filler = new ToolFiller(agent.Definition.ToolFiller, _sequencer, _speech, outbox, deadlines, time);
        var digits = new DigitCollector(_sequencer, _speech, deadlines);
        Tools = new ToolLoop(call, agent.Tools, services.Runner, _sequencer, outbox, filler, digits, SwitchTo,
            options.MaxRunningTools, wake, stopping);
        _handover = new Handover(Tools, _sequencer, _speech, deadlines, TimeSpan.FromMilliseconds(options.FarewellTimeoutMs));
        var clock = new ResponseClock(time, mine.Definition.Model);
        _events = new EventDispatcher(call, _sequencer, caller, callerGuard, _speech, _guard, Tools, _openItems, clock, SessionIsReady);
        var exit = _exit = new CallExit(
            call, _sequencer, _speech, deadlines, TimeSpan.FromMilliseconds(options.FarewellTimeoutMs), () => Tools.IsTransferring, time, wake, stopping);
        _asks = new OutOfBandAsks(call, clock, outbox, deadlines, exit, time);
        _features = SessionFeatures.Of(new SessionParts(
            call, agent, mine, services, options, _sequencer, outbox, deadlines, _speech, caller, _guard, callerGuard, Tools, exit, _asks, _settings, time, wake, stopping));
    }

    public ToolLoop Tools { get; }

    /// <summary>The service said that the session reached its longest duration: no other connection will find it.</summary>
    public bool HasExpired => _events.HasExpired;

    /// <summary>The session wants the call to end, and why.</summary>
    public CallOutcome? Ending => _escalation.Ending ?? FeatureEnding ?? (_farewell.IsOver ? CallOutcome.AgentHungUp : null);

    /// <summary>A connection is open.</summary>
    /// <param name="again">It is not the first: what may have been lost is said or asked again.</param>
    public void Opened(bool again)
    {
        _outbox.Clear();
        _settings.Opened(again);
        _deadlines.Set(Deadline.Ready, TimeSpan.FromMilliseconds(_options.ReadyGraceMs));
        if (again)
        {
            _sequencer.Reconnected();
            _guard.Reconnected();
            _speech.Reconnected();
            Tools.Reconnected();
            foreach (var itemId in _openItems.Ids)
            {
                _outbox.Add(ClientEvents.ItemRetrieve(_outbox.NextEventId(), itemId));
            }
        }

        foreach (var feature in _features)
        {
            feature.Opened(again);
        }
    }

    /// <summary>The connection broke while the call lives.</summary>
    public void Lost()
    {
        if (_farewell.HasBegun)
        {
            // Whether the goodbye was heard will not be known.
            _farewell.TimedOut();
        }

        _handover.Go();
        _exit.Lost();
    }

    /// <summary>Nothing will be heard of the service any more: true when the caller was being left already, by <see cref="Ending"/> or by a transfer.</summary>
    public async Task<bool> WhenGoneAsync(CancellationToken alive)
    {
        _exit.Check();
        while (_exit.IsWaiting)
        {
            await Task.Delay(BudgetGrace.Pause, _time, alive);
            Tools.TakeResults(_isOver);
            _exit.Check();
        }

        return await _exit.WhenGoneAsync().WaitAsync(alive);
    }

    /// <summary>The call is over: what still comes is written down, nothing more is asked.</summary>
    public void CallEnded()
    {
        _outbox.Clear();
        if (_sequencer.Active is { } responseId)
        {
            _outbox.Silence(responseId);
        }

        _isOver = _events.IsOver = true;
        Tools.DropHeld();
        _settings.CallEnded();
        foreach (var feature in _features)
        {
            feature.CallEnded();
        }
    }

    /// <summary>No more events come.</summary>
    public void Finish()
    {
        _isOver = _events.IsOver = true;
        Tools.DropHeld();
        Tools.Detach();
        Tools.TakeResults(isOver: true);
        foreach (var feature in _features)
        {
            feature.Finish();
        }

        _guard.End();
        _speech.End();
    }

    /// <summary>After each event and each wake-up: tool results, and whatever became possible.</summary>
    public void Advance()
    {
        Tools.TakeResults(_isOver);
        if (_isOver)
        {
            return;
        }

        if (Tools.HangUpResponse is { } responseId)
        {
            _farewell.Begin(responseId);
        }

        _escalation.Check();
        _farewell.Check();
        _handover.Check();
        foreach (var feature in _features)
        {
            feature.Check();
        }

        _greeting.Check();
        if (_sequencer.CanTake)
        {
            var eventId = _outbox.NextEventId();
            _outbox.Add(ClientEvents.ResponseCreate(eventId, _sequencer.Take(eventId)!));
            _deadlines.Set(Deadline.ResponseAnswer, TimeSpan.FromMilliseconds(_options.ResponseAnswerMs));
        }
        else if (!_sequencer.AwaitsService)
        {
            _deadlines.Cancel(Deadline.ResponseAnswer);
        }
    }

    public void Take(ServerEvent received)
    {
        if (_asks.Claims(received))
        {
            return;
        }

        _events.Take(received);
        _settings.Take(received);
        foreach (var feature in _features)
        {
            feature.Take(received);
        }
    }

    public void Due(Deadline deadline)
    {
        switch (deadline)
        {
            case Deadline.Ready:
                _greeting.SessionIsReady();
                break;
            case Deadline.Settings:
                _settings.Due(deadline);
                break;
            case Deadline.ResponseAnswer:
                _sequencer.TimedOut();
                break;
            case Deadline.Stop:
                _guard.TimedOut();
                break;
            case Deadline.Farewell or Deadline.FarewellTail:
                _farewell.TimedOut();
                break;
            case Deadline.Digits:
                Tools.DigitsTimedOut();
                break;
            case Deadline.Filler:
                Tools.FillerDue();
                break;
            case Deadline.Handover:
                _handover.Go();
                break;
            default:
                foreach (var feature in _features)
                {
                    feature.Due(deadline);
                }

                break;
        }
    }

    private CallOutcome? FeatureEnding
    {
        get
        {
            foreach (var feature in _features)
            {
                if (feature.Ending is { } ending)
                {
                    return ending;
                }
            }

            return null;
        }
    }

    /// <summary>Said anew on each connection: an update that a broken one took with it would leave the old agent's words with the new one's rights.</summary>
    private bool SwitchTo(AgentSwitch change)
    {
        if (change.From != _call.Agent)
        {
            // Two hand-offs in one answer: the first one stands.
            return false;
        }

        _settings.Replace(change.Session);
        Tools.Switch(change.To);
        SwitchGuardrails(change.To.Guardrails);
        _caller.Switch(change.To.Definition.Transcription);
        _call.SwitchAgent(change.To.Name, change.Summary);
        foreach (var feature in _features)
        {
            feature.SwitchTo(change.To);
        }

        return true;
    }

    /// <summary>A further agent has, or had, the call: what it takes out of what is written is taken out from now on.</summary>
    public void Redact(GuardrailSet further)
    {
        AgentRedaction.Add(_call, further);
        _caller.Redact(further);
        _speech.Redact(further);
    }

    private void SwitchGuardrails(GuardrailSet next)
    {
        _guard.Switch(next);
        _callerGuard.Switch(next);
        Redact(next);
    }

    private void SessionIsReady()
    {
        _deadlines.Cancel(Deadline.Ready);
        _greeting.SessionIsReady();
    }
}
