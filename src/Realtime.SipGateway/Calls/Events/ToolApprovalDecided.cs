using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>tool.approval_decided</c>: It was decided whether a call of a tool runs.</summary>
/// <param name="FunctionCallId">The model's id of it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Approved">It runs.</param>
/// <param name="By">Who decided; null: nobody did in time.</param>
/// <param name="Note">What they said about it.</param>
/// <param name="WaitedMs">How long the caller waited for it.</param>
public sealed record ToolApprovalDecided(
    string FunctionCallId, string Tool, bool Approved, string? By, string? Note, double WaitedMs) : CallEventData
{
    internal override string Type => "tool.approval_decided";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By), Note = redactor.Text(Note) };
}
