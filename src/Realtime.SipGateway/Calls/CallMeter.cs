using System.Diagnostics;
using System.Text.Json;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// Feeds the metrics from one call's events. Keeps what several events tell together (when the INVITE went out, when the call was answered) and the
/// names that label it; all of them are configured or of a closed set.
/// </summary>
internal sealed class CallMeter
{
    private const string Other = "other";

    private static readonly string[] ResponseStatuses = ["completed", "cancelled", "incomplete", "failed"];

    private readonly CallMetrics _metrics;
    private readonly string? _trunk;
    private readonly DaySpending? _spending;
    private string? _agent;
    private string? _target;
    private string? _model;
    private DateTimeOffset? _sentAt;
    private DateTimeOffset? _answeredAt;
    private bool _isAttached;

    /// <param name="metrics">The instruments.</param>
    /// <param name="facts">What is known of the call.</param>
    /// <param name="resumed">The call as another process left it; null for a new one.</param>
    /// <param name="spending">Day sums of all calls; null: nobody counts.</param>
    public CallMeter(CallMetrics metrics, CallFacts facts, CallSnapshot? resumed = null, DaySpending? spending = null)
    {
        (_metrics, _trunk, _spending) = (metrics, facts.Trunk, spending);
        (_agent, _target) = (resumed?.Agent ?? resumed?.Decision.Agent, resumed?.Target ?? resumed?.Decision.Target);
        metrics.Active.Add(1);
    }

    /// <summary>The call goes on elsewhere; its record is written there.</summary>
    public void HandedOver() => _metrics.Active.Add(-1);

    public void Finished(CallRecord record)
    {
        _metrics.Active.Add(-1);
        _metrics.Ended.Add(1, new TagList { { "by", Name(record.EndedBy) }, { "cause", Name(record.Cause) }, { "trunk", _trunk } });
        if (record.AnsweredAt is not null)
        {
            _metrics.Duration.Record(record.DurationSeconds, Tag("trunk", _trunk));
        }
    }

    public void Apply(CallEvent callEvent)
    {
        switch (callEvent.Data)
        {
            case CallRefused refused:
                _metrics.Refused.Add(1, Tag("status", refused.Status));
                break;
            case DecisionMade { Decision: var decision }:
                (_agent, _target) = (decision.Agent, decision.Target);
                break;
            case AttemptStarted attempt:
                (_target, _sentAt) = (attempt.Target, callEvent.At);
                break;
            case WebhookReceived webhook:
                Announced(webhook, callEvent.At);
                break;
            case AcceptSent sent:
                (_agent, _model) = (sent.Agent, sent.Model);
                break;
            case AgentSwitched switched:
                _agent = switched.To;
                break;
            case AcceptAnswered accept:
                _metrics.Accept.Record(accept.DurationMs / 1000, Tag("target", _target), Tag("succeeded", accept.Succeeded));
                break;
            case CallAnswered answered:
                _answeredAt = callEvent.At;
                _metrics.Setup.Record(answered.SetupMs / 1000, Tag("trunk", _trunk));
                break;
            case VendorFault fault:
                _metrics.VendorFaults.Add(1, new TagList { { "target", fault.Target }, { "kind", fault.Kind }, { "action", fault.Action } });
                break;
            case CallFault fault:
                _metrics.Faults.Add(1, Tag("kind", fault.Kind));
                break;
            case TransferCompleted done:
                Transferred(done.DurationMs, done.Mode, done.Confirmed ? TransferStatus.Completed : TransferStatus.Unconfirmed);
                break;
            case TransferFailed { Final: true } failed:
                Transferred(failed.DurationMs, failed.Mode, failed.Outcome);
                break;
            default:
                ApplyTalk(callEvent);
                break;
        }
    }

    private void ApplyTalk(CallEvent callEvent)
    {
        switch (callEvent.Data)
        {
            case AgentAudioStarted audio:
                Heard(audio, callEvent.At);
                break;
            case AgentSaid { Interrupted: true }:
                _metrics.Interruptions.Add(1, Tag("agent", _agent));
                break;
            case ToolCompleted tool:
                _metrics.Tool.Record(tool.DurationMs / 1000, Tag("tool", tool.Tool), Tag("succeeded", tool.Succeeded));
                break;
            case ToolApprovalDecided decided:
                _metrics.Approvals.Add(1, new TagList { { "tool", decided.Tool }, { "approved", decided.Approved }, { "by", decided.By is null ? "nobody" : "person" } });
                break;
            case ToolResultArrived late:
                _metrics.LateResult.Record(late.DurationMs / 1000, new TagList { { "tool", late.Tool }, { "succeeded", late.Succeeded }, { "in_call", !late.Late } });
                break;
            case GuardrailTripped trip:
                _metrics.Trips.Add(1, Tag("guardrail", trip.Guardrail));
                break;
            case GuardrailJudged judged:
                Judged(judged);
                break;
            case TalkPrompted prompted:
                _metrics.Prompts.Add(1, Tag("prompt", prompted.Prompt), Tag("result", prompted.Result));
                break;
            case HandlerTimedOut:
                _metrics.HandlerTimeouts.Add(1, Tag("agent", _agent));
                break;
            case SpeechStopped stopped:
                _metrics.Stop.Record(stopped.StopMs / 1000);
                break;
            case ResponseFinished finished:
                Finished(finished, callEvent.At);
                break;
            case CallerSaid { Cost: { } cost } said:
                Spent(callEvent.At, cost, said.Currency, said.Model);
                break;
            case CallerNoise { Cost: { } cost } noise:
                Spent(callEvent.At, cost, noise.Currency, noise.Model);
                break;
            case CallerSaid { Cost: null, Model: { } model }:
                _metrics.Unpriced.Add(1, Tag("model", model));
                break;
            case CallerNoise { Cost: null, Model: { } model }:
                _metrics.Unpriced.Add(1, Tag("model", model));
                break;
            default:
                ApplySideband(callEvent.Data);
                break;
        }
    }

    private void ApplySideband(CallEventData data)
    {
        switch (data)
        {
            case SessionLimitNear:
                _metrics.SessionLimits.Add(1, Tag("agent", _agent), Tag("step", "warned"));
                break;
            case SessionLimitReached:
                _metrics.SessionLimits.Add(1, Tag("agent", _agent), Tag("step", "left"));
                break;
            case SidebandAttached attached:
                Attached(attached);
                break;
            case SidebandError:
                _metrics.SidebandErrors.Add(1, Tag("target", _target));
                break;
            case SettingsConfirmed:
                _metrics.Settings.Add(1, Tag("target", _target), Tag("result", "confirmed"));
                break;
            case SettingsFailed failed:
                _metrics.Settings.Add(1, Tag("target", _target), Tag("result", failed.Result));
                break;
            case SettingsDiffer:
                _metrics.SettingsDiffer.Add(1, Tag("target", _target));
                break;
        }
    }

    private void Judged(GuardrailJudged judged)
    {
        _metrics.Judge.Record(judged.DurationMs / 1000, Tag("guardrail", judged.Guardrail), Tag("verdict", judged.Verdict));
        if (judged.Failure is { } kind)
        {
            _metrics.JudgeFailures.Add(1, new TagList { { "guardrail", judged.Guardrail }, { "kind", kind } });
        }
    }

    private void Announced(WebhookReceived webhook, DateTimeOffset at)
    {
        if (_sentAt is { } sent)
        {
            _metrics.WebhookWait.Record((at - sent).TotalSeconds, Tag("target", webhook.Target));
        }

        _target = webhook.Target;
    }

    private void Attached(SidebandAttached attached)
    {
        _metrics.Attach.Record(attached.DurationMs / 1000, Tag("target", _target));
        if (_isAttached)
        {
            _metrics.Reconnects.Add(1, Tag("target", _target));
        }

        _isAttached = true;
    }

    private void Heard(AgentAudioStarted audio, DateTimeOffset at)
    {
        if (audio.SinceCallerStoppedMs is { } latency)
        {
            _metrics.Turn.Record(latency / 1000, Tag("agent", _agent));
        }

        if (_answeredAt is { } answered)
        {
            _metrics.FirstAudio.Record((at - answered).TotalSeconds, Tag("agent", _agent));
            _answeredAt = null;
        }
    }

    private void Transferred(double milliseconds, TransferMode? mode, TransferStatus result) =>
        _metrics.Transfer.Record(milliseconds / 1000, Tag("mode", Name(mode)), Tag("result", Name<TransferStatus>(result)));

    private void Finished(ResponseFinished finished, DateTimeOffset at)
    {
        var model = Label(finished.Model, finished.Cost);
        if (finished is { DurationMs: { } duration, Purpose: null })
        {
            var status = Array.Exists(ResponseStatuses, known => known == finished.Status) ? finished.Status : Other;
            _metrics.Response.Record(duration / 1000, Tag("model", model), Tag("status", status));
        }

        CountTokens(finished, model);
        if (finished.Cost is { } cost)
        {
            Spent(at, cost, finished.Currency, model);
        }
        else
        {
            _metrics.Unpriced.Add(1, Tag("model", model));
        }
    }

    private void CountTokens(ResponseFinished finished, string model)
    {
        if (finished.Details is not { } details || !details.AddsUp(finished))
        {
            Count(finished.InputTokens - finished.CachedTokens, "input", "unknown", cached: false);
            Count(finished.CachedTokens, "input", "unknown", cached: true);
            Count(finished.OutputTokens, "output", "unknown", cached: false);
            return;
        }

        Count(details.InputText - details.CachedText, "input", "text", cached: false);
        Count(details.InputAudio - details.CachedAudio, "input", "audio", cached: false);
        Count(details.InputImage - details.CachedImage, "input", "image", cached: false);
        Count(details.CachedText, "input", "text", cached: true);
        Count(details.CachedAudio, "input", "audio", cached: true);
        Count(details.CachedImage, "input", "image", cached: true);
        Count(details.OutputText, "output", "text", cached: false);
        Count(details.OutputAudio, "output", "audio", cached: false);

        void Count(int tokens, string direction, string kind, bool cached)
        {
            if (tokens > 0)
            {
                _metrics.Tokens.Add(tokens, new TagList { { "model", model }, { "direction", direction }, { "kind", kind }, { "cached", cached } });
            }
        }
    }

    private void Spent(DateTimeOffset at, decimal cost, string? currency, string? model)
    {
        if (_agent is { } agent)
        {
            _spending?.Add(at, agent, cost);
        }

        _metrics.Cost.Add((double)cost, new TagList { { "model", model }, { "agent", _agent }, { "currency", currency } });
    }

    /// <summary>A model that has a price is known to the site; any other name is the service's and may be anything.</summary>
    private string Label(string? model, decimal? cost) => (cost is null ? _model : model ?? _model) ?? Other;

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private static string? Name<T>(T? member)
        where T : struct, Enum => member is { } value ? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) : null;
}
