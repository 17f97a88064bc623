using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>tool.result_arrived</c>: A tool that answers later has answered, or its time was over.</summary>
/// <param name="FunctionCallId">The model's id of the function call.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Succeeded">False: the output says what went wrong.</param>
/// <param name="Output">What the agent is told.</param>
/// <param name="DurationMs">Since it was asked.</param>
/// <param name="Late">The call was over: nobody was told.</param>
public sealed record ToolResultArrived(
    string FunctionCallId, string Tool, bool Succeeded, string Output, double DurationMs, bool Late) : CallEventData
{
    internal override string Type => "tool.result_arrived";

    public override CallEventData Redact(Redactor redactor) => this with { Output = redactor.Text(Output) };
}
