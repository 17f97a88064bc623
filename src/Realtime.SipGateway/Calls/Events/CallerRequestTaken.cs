using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>caller.request_taken</c>: A call back was promised, or a message was taken.</summary>
/// <param name="RequestId">Its id in the store.</param>
/// <param name="Kind"><c>callback</c> or <c>message</c>.</param>
/// <param name="Text">What it is about.</param>
public sealed record CallerRequestTaken(string RequestId, string Kind, string Text) : CallEventData
{
    internal override string Type => "caller.request_taken";

    public override CallEventData Redact(Redactor redactor) => this with { RequestId = redactor.Text(RequestId), Text = redactor.Text(Text) };
}
