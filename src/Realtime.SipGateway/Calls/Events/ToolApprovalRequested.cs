using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>tool.approval_requested</c>: A call of a tool waits for a person.</summary>
/// <param name="FunctionCallId">The model's id of it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">What it would be run with.</param>
/// <param name="DeadlineSeconds">For how long a person may decide.</param>
/// <param name="Otherwise"><c>deny</c> or <c>approve</c>: what holds then.</param>
public sealed record ToolApprovalRequested(
    string FunctionCallId, string Tool, string Arguments, int DeadlineSeconds, string Otherwise) : CallEventData
{
    internal override string Type => "tool.approval_requested";

    public override CallEventData Redact(Redactor redactor) => this with { Arguments = redactor.Text(Arguments) };
}
