using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>tool.called</c>: The model called a tool.</summary>
public sealed record ToolCalled(string FunctionCallId, string Tool, string Arguments) : CallEventData
{
    internal override string Type => "tool.called";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Arguments = redactor.Text(Arguments) };
}
