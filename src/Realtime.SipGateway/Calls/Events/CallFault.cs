using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>call.fault</c>: Something failed on the way; what was done about it.</summary>
public sealed record CallFault(string Kind, string Message) : CallEventData
{
    internal override string Type => "call.fault";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message) };
}
