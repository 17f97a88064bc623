using System.Globalization;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>Folds a call's events into its record: the same fold for a live call and for one that is rebuilt from the log.</summary>
public sealed class CallRecordProjection(CallId call)
{
    /// <summary>Faults kept in the record; the log has all.</summary>
    private const int MaxFaults = 20;

    private readonly TurnLatencies _latencies = new();
    private CallRecord _record = new() { CallId = call };

    internal CallSpend Spend => new(_record.Cost ?? 0m, _record.Currency, _record.UnpricedResponses + _record.UnpricedTranscriptions);

    public void Apply(CallEvent callEvent)
    {
        if (_record.StartedAt == default)
        {
            _record = _record with { StartedAt = callEvent.At };
        }

        if (callEvent.Data.Redacted is true)
        {
            _record = _record with { GuardrailRedactions = _record.GuardrailRedactions + 1, Redaction = "secrets, guardrails" };
        }

        if (_record.Node != callEvent.Node)
        {
            _record = _record with { Node = callEvent.Node };
        }

        _record = callEvent.Data switch
        {
            InviteReceived data => Arrived(data),
            DecisionMade data => Decided(data.Decision, data.Facts),
            Ringing => _record with { RangAt = callEvent.At },
            AttemptStarted data => _record with { Attempts = data.Attempt, Target = data.Target, TargetSipCallId = data.SipCallId },
            WebhookReceived data => _record with { RealtimeCallId = data.RealtimeCallId },
            AcceptSent data => _record with { RealtimeCallId = data.RealtimeCallId, Agent = data.Agent, Model = data.Model },
            AgentSwitched data => _record with { Agent = data.To },
            CallAnswered data => _record with { AnsweredAt = callEvent.At, MediaSecurity = data.MediaSecurity ?? _record.MediaSecurity, SetupMs = data.SetupMs },
            CallerIdentityChecked data => _record with { Verstat = data.Verstat, Attestation = data.Attestation },
            TransferRequested => _record with { Transfers = _record.Transfers + 1 },
            TransferCompleted data => _record with { TransferredAt = callEvent.At, TransferredTo = data.To, TransferMode = data.Mode, TransferResult = data.Confirmed ? "completed" : "unconfirmed" },
            TransferFailed { Final: true } data => _record with { TransferResult = TransferFault(data) },
            CallEnded data => Ended(data.Outcome, callEvent.At),
            VendorFault data => Failed($"{data.Target}: {data.Kind}, {data.Action}"),
            CallFault data => Failed($"{data.Kind}: {data.Message}"),
            SidebandAttachFailed data => Failed($"sideband: attach failed after {data.Tries} tries, status {data.Status}"),
            _ => Talked(callEvent),
        };
    }

    /// <summary>The last event is not in the log: the call has too many.</summary>
    /// <summary>Goes on with what another process had counted, which is more than the log has.</summary>
    internal void GoOnWith(CallRecord counted) => _record = counted;

    internal void LeaveOut() => _record = _record with { EventsLeftOut = _record.EventsLeftOut + 1 };

    public CallRecord ToRecord()
    {
        var (median, p95, max) = _latencies.Sum();
        return _record with { TurnLatencyMedianMs = median, TurnLatencyP95Ms = p95, TurnLatencyMaxMs = max };
    }

    private CallRecord Arrived(InviteReceived data) => _record with
    {
        Trunk = data.Trunk,
        Dialled = data.Dialled,
        Caller = data.Caller,
        CallerSipCallId = data.SipCallId,
        MediaSecurity = data.MediaSecurity,
    };

    /// <summary>A call without an edge has no INVITE of ours: what the rules saw says who called.</summary>
    private CallRecord Decided(CallDecision decision, CallFacts? facts) => _record with
    {
        Caller = _record.Caller ?? facts?.Caller,
        Dialled = _record.Dialled ?? facts?.Dialled,
        Verstat = _record.Verstat ?? facts?.Verstat,
        Attestation = _record.Attestation ?? facts?.Attestation,
        Rule = decision.Rule,
        PolicyVersion = decision.PolicyVersion,
        Agent = decision.Agent,
        Target = decision.Target,
    };

    private CallRecord Ended(CallOutcome outcome, DateTimeOffset at) => _record with
    {
        EndedAt = at,
        EndedBy = outcome.By,
        Cause = outcome.Cause,
        SipStatus = outcome.SipStatus,
        Reason = outcome.Reason,
        Q850Cause = Q850.Of(outcome, _record.AnsweredAt is not null),
        DurationSeconds = _record.AnsweredAt is { } answered ? (at - answered).TotalSeconds : 0,
    };

    private CallRecord Failed(string fault) =>
        _record.Faults.Count < MaxFaults ? _record with { Faults = [.. _record.Faults, fault] } : _record;

    private CallRecord Talked(CallEvent callEvent) => callEvent.Data switch
    {
        CallerSaid data => Transcribed(data.Cost, data.Currency, data.Model) with { CallerTurns = _record.CallerTurns + 1 },
        CallerNoise data => Transcribed(data.Cost, data.Currency, data.Model),
        AgentSaid data => _record with
        {
            AgentTurns = _record.AgentTurns + 1,
            Interruptions = _record.Interruptions + (data.Interrupted ? 1 : 0),
        },
        AgentAudioStarted data => AudioStarted(data, callEvent.At),
        ToolCompleted { Succeeded: false } => _record with { ToolFailures = _record.ToolFailures + 1 },
        ToolCalled => _record with { ToolCalls = _record.ToolCalls + 1 },
        GuardrailTripped => _record with { GuardrailTrips = _record.GuardrailTrips + 1 },
        DigitReceived => _record with { Digits = _record.Digits + 1 },
        ResponseFinished data => Spent(data.Cost, data.Currency) with
        {
            InputTokens = _record.InputTokens + data.InputTokens,
            OutputTokens = _record.OutputTokens + data.OutputTokens,
            CachedTokens = _record.CachedTokens + data.CachedTokens,
            UnpricedResponses = _record.UnpricedResponses + (data.Cost is null ? 1 : 0),
        },
        _ => _record,
    };

    private static string TransferFault(TransferFailed data)
    {
        var word = JsonNamingPolicy.SnakeCaseLower.ConvertName(data.Outcome.ToString());
        return data.SipStatus is { } status ? string.Create(CultureInfo.InvariantCulture, $"{word} {status}") : word;
    }

    /// <summary>Words that no model wrote down for us, and those of older logs, have no model and no price.</summary>
    private CallRecord Transcribed(decimal? cost, string? currency, string? model) =>
        Spent(cost, currency) with { UnpricedTranscriptions = _record.UnpricedTranscriptions + (cost is null && model is not null ? 1 : 0) };

    private CallRecord Spent(decimal? cost, string? currency) =>
        cost is null ? _record : _record with { Cost = (_record.Cost ?? 0m) + cost, Currency = currency };

    private CallRecord AudioStarted(AgentAudioStarted data, DateTimeOffset at)
    {
        if (data.SinceCallerStoppedMs is { } latency)
        {
            _latencies.Add(latency);
        }

        return _record.FirstAudioMs is null && _record.AnsweredAt is { } answered
            ? _record with { FirstAudioMs = (at - answered).TotalMilliseconds }
            : _record;
    }
}
