namespace Realtime.SipGateway.Telemetry;

/// <summary>Names of the spans of <see cref="GatewayTelemetry.Source"/>. The model's and the tools' follow OpenTelemetry's GenAI conventions.</summary>
public static class SpanNames
{
    /// <summary>The whole call: root of its trace, exported when the call ends.</summary>
    public const string Call = "call";

    /// <summary>The caller's INVITE: from its arrival to our final answer.</summary>
    public const string Invite = "SIP INVITE";

    /// <summary>One INVITE of ours: from sending it to its final answer. Followed by the target's name.</summary>
    public const string Attempt = "SIP INVITE to ";

    public const string Decision = "decision";

    /// <summary>From our INVITE to the vendor's webhook that announces it; linked to the delivery's own trace.</summary>
    public const string Webhook = "webhook";

    /// <summary>The session is built and sent; the HTTP requests are its children.</summary>
    public const string Accept = "accept";

    /// <summary>From accepted, or from the loss of the one before, to an open sideband.</summary>
    public const string Attach = "sideband attach";

    /// <summary>From the first word of the caller to the first sound of the agent.</summary>
    public const string Turn = "turn";

    /// <summary>From the caller's ACK to the first sound of the agent.</summary>
    public const string Greeting = "greeting";

    /// <summary>One response of the model. Followed by the model's name.</summary>
    public const string Response = "chat ";

    /// <summary>One run of a tool. Followed by the tool's name; HTTP requests are its children and carry <c>traceparent</c>; calls of MCP servers carry the span's own in <c>_meta</c>.</summary>
    public const string Tool = "execute_tool ";

    /// <summary>Forbidden words seen to speech stopped. Followed by the guardrail's name.</summary>
    public const string Guardrail = "guardrail ";

    /// <summary>From the wish to its outcome.</summary>
    public const string Transfer = "transfer";

    /// <summary>One way of transferring that was tried. Followed by its mode.</summary>
    public const string TransferTry = "transfer by ";

    /// <summary>A request inside a leg, or CANCEL, to its final answer. Followed by its method; <c>re-INVITE</c> for an INVITE.</summary>
    public const string Transaction = "SIP ";

    /// <summary>From the first BYE, or the request to hang up, to the end.</summary>
    public const string HangUp = "hang up";
}
