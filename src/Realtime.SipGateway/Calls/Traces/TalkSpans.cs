using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>The spans of the conversation: greeting, turns, responses of the model (GenAI conventions), guardrails.</summary>
internal sealed class TalkSpans(SpanWriter spans)
{
    private const string Provider = "openai";

    /// <summary><c>GuardrailTripped.Action</c> of one that cuts speech, unless it is late: its span waits for the end of that.</summary>
    private const string Stops = "stop";

    private string? _agent;
    private string? _model;
    private string? _conversation;
    private DateTimeOffset? _acknowledgedAt;
    private DateTimeOffset? _turnAt;
    private int _turns;
    private bool _wasHeard;

    public void Apply(CallEvent callEvent)
    {
        var at = callEvent.At;
        switch (callEvent.Data)
        {
            case DecisionMade { Decision: var decision }:
                _agent = decision.Agent;
                break;
            case AcceptSent sent:
                (_agent, _model, _conversation) = (sent.Agent, sent.Model, sent.RealtimeCallId.Value);
                break;
            case AgentSwitched switched:
                _agent = switched.To;
                break;
            case CallAcknowledged:
                _acknowledgedAt = at;
                break;
            case CallerSpeechStarted:
                _turnAt ??= at;
                break;
            case AgentAudioStarted audio:
                Heard(audio, at);
                break;
            case ResponseFinished response:
                spans.Write(
                    SpanNames.Response + (response.Model ?? _model), ActivityKind.Client, at.AddMilliseconds(-(response.DurationMs ?? 0)), at,
                    span => Describe(span, response));
                break;
            case GuardrailTripped trip when trip.Late || trip.Action != Stops:
                spans.Write(SpanNames.Guardrail + trip.Guardrail, ActivityKind.Internal, at, at, span => span.SetTag(SpanAttributes.Guardrail, trip.Guardrail));
                break;
            case SpeechStopped stopped:
                spans.Write(SpanNames.Guardrail + stopped.Guardrail, ActivityKind.Internal, at.AddMilliseconds(-stopped.StopMs), at, span => span
                    .SetTag(SpanAttributes.Guardrail, stopped.Guardrail).SetTag("gateway.guardrail.heard", stopped.HeardAtMostMs / 1000));
                break;
            case CallEnded when _turnAt is { } begun:
                spans.Write(SpanNames.Turn, ActivityKind.Internal, begun, at, span => span
                    .SetTag(SpanAttributes.TurnNumber, ++_turns).SetTag(SpanAttributes.Agent, _agent).SetTag("gateway.turn.answered", false));
                _turnAt = null;
                break;
        }
    }

    private void Heard(AgentAudioStarted audio, DateTimeOffset at)
    {
        if (!_wasHeard && _turnAt is null && _acknowledgedAt is { } acknowledged)
        {
            spans.Write(SpanNames.Greeting, ActivityKind.Internal, acknowledged, at, span => span
                .SetTag(SpanAttributes.Agent, _agent).SetTag(SpanAttributes.GenAiResponseId, audio.ResponseId));
        }

        _wasHeard = true;
        if (_turnAt is { } begun)
        {
            spans.Write(SpanNames.Turn, ActivityKind.Internal, begun, at, span => span
                .SetTag(SpanAttributes.TurnNumber, ++_turns).SetTag(SpanAttributes.Agent, _agent).SetTag("gateway.turn.answered", true)
                .SetTag(SpanAttributes.TurnLatency, audio.SinceCallerStoppedMs / 1000).SetTag(SpanAttributes.GenAiResponseId, audio.ResponseId));
            _turnAt = null;
        }
    }

    private void Describe(Activity span, ResponseFinished response)
    {
        span.SetTag(SpanAttributes.GenAiOperation, "chat")
            .SetTag(SpanAttributes.GenAiProvider, Provider)
            .SetTag(SpanAttributes.GenAiRequestModel, response.Model ?? _model)
            .SetTag(SpanAttributes.GenAiConversation, _conversation)
            .SetTag(SpanAttributes.GenAiAgent, _agent)
            .SetTag(SpanAttributes.GenAiResponseId, response.ResponseId)
            .SetTag(SpanAttributes.GenAiFinishReasons, new[] { response.StatusReason ?? response.Status })
            .SetTag(SpanAttributes.GenAiOutputType, response.Purpose is null ? "speech" : "text")
            .SetTag(SpanAttributes.GenAiInputTokens, response.InputTokens)
            .SetTag(SpanAttributes.GenAiOutputTokens, response.OutputTokens)
            .SetTag(SpanAttributes.GenAiCachedTokens, response.CachedTokens)
            .SetTag(SpanAttributes.Cost, (double?)response.Cost)
            .SetTag(SpanAttributes.Currency, response.Currency);
        if (response.Details is { } details)
        {
            span.SetTag("gateway.usage.input_audio_tokens", details.InputAudio).SetTag("gateway.usage.output_audio_tokens", details.OutputAudio);
        }

        if (response.Status == "failed")
        {
            SpanWriter.Fail(span, response.StatusReason ?? response.Status);
        }
    }
}
