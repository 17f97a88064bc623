using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>tool.completed</c>: A tool ended; the output went to the model unless the call was over.</summary>
public sealed record ToolCompleted(
    string FunctionCallId, string Tool, bool Succeeded, string Output, double DurationMs, bool Late) : CallEventData
{
    internal override string Type => "tool.completed";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Output = redactor.Text(Output) };
}
