namespace Realtime.SipGateway.Calls;

/// <summary>A call of a tool that waits for a person's word.</summary>
/// <param name="CallId">The call.</param>
/// <param name="FunctionCallId">The model's id of the function call.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">What it would be run with; JSON, redacted.</param>
/// <param name="AskedAt">Since when it waits.</param>
/// <param name="Deadline">Until when it waits.</param>
/// <param name="Otherwise"><c>deny</c> or <c>approve</c>: what holds then.</param>
public sealed record WaitingApproval(
    CallId CallId, string FunctionCallId, string Tool, string Arguments, DateTimeOffset AskedAt, DateTimeOffset Deadline, string Otherwise);
