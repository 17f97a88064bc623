namespace Realtime.SipGateway.Telemetry;

/// <summary>
/// Attributes of spans and of call events in the log, beside the standard ones. There is no OpenTelemetry convention for SIP; <c>docs/traces.md</c> is ours.
/// Personal data (<see cref="SipFrom"/>, <see cref="SipTo"/>, texts) is left out unless the settings let it in.
/// </summary>
public static class SpanAttributes
{
    public const string CallId = "gateway.call.id";
    public const string CallSource = "gateway.call.source";
    public const string Trunk = "gateway.trunk";
    public const string Target = "gateway.target";
    public const string Agent = "gateway.agent";
    public const string Rule = "gateway.rule";
    public const string PolicyVersion = "gateway.policy.version";
    public const string Attempt = "gateway.attempt";
    public const string Tries = "gateway.tries";
    public const string EndedBy = "gateway.ended_by";
    public const string Cause = "gateway.cause";
    public const string HandedOver = "gateway.handed_over";
    public const string TakenOver = "gateway.taken_over";
    public const string Guardrail = "gateway.guardrail";
    public const string TransferMode = "gateway.transfer.mode";
    public const string TransferResult = "gateway.transfer.result";
    public const string TurnNumber = "gateway.turn.number";
    public const string TurnLatency = "gateway.turn.latency";
    public const string WebhookId = "gateway.webhook.id";
    public const string WebhookAge = "gateway.webhook.age";
    public const string Leg = "gateway.leg";
    public const string TransactionsLeftOut = "gateway.sip.transactions.left_out";
    public const string Cost = "gateway.cost";
    public const string Currency = "gateway.cost.currency";

    public const string SipMethod = "sip.method";
    public const string SipCallId = "sip.call_id";
    public const string SipStatus = "sip.response.status_code";
    public const string SipReason = "sip.reason";
    public const string SipFrom = "sip.from.user";
    public const string SipTo = "sip.to.user";
    public const string MediaSecurity = "sip.media.security";

    public const string ErrorType = "error.type";
    public const string NetworkTransport = "network.transport";
    public const string PeerAddress = "network.peer.address";
    public const string PeerPort = "network.peer.port";
    public const string HttpStatus = "http.response.status_code";

    public const string GenAiOperation = "gen_ai.operation.name";
    public const string GenAiProvider = "gen_ai.provider.name";
    public const string GenAiConversation = "gen_ai.conversation.id";
    public const string GenAiRequestModel = "gen_ai.request.model";
    public const string GenAiResponseId = "gen_ai.response.id";
    public const string GenAiFinishReasons = "gen_ai.response.finish_reasons";
    public const string GenAiOutputType = "gen_ai.output.type";
    public const string GenAiAgent = "gen_ai.agent.name";
    public const string GenAiTool = "gen_ai.tool.name";
    public const string GenAiToolType = "gen_ai.tool.type";
    public const string GenAiToolCall = "gen_ai.tool.call.id";
    public const string GenAiInputTokens = "gen_ai.usage.input_tokens";
    public const string GenAiOutputTokens = "gen_ai.usage.output_tokens";
    public const string GenAiCachedTokens = "gen_ai.usage.cache_read.input_tokens";
}
