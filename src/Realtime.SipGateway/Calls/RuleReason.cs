namespace Realtime.SipGateway.Calls;

/// <summary>Why a rule decided a call, or did not.</summary>
/// <param name="Index">Its place in the document, from 0.</param>
/// <param name="Rule">Its name.</param>
/// <param name="Result">What trying it came to.</param>
/// <param name="Condition">Path in the document of the condition that failed first: <c>rules[3].when.caller</c>; null of a match.</param>
/// <param name="Expected">What the condition asks for, shortened; of a match what held, null when it takes every call.</param>
/// <param name="Actual">The fact that the condition looked at; null of a match.</param>
public sealed record RuleReason(int Index, string Rule, RuleResult Result, string? Condition = null, string? Expected = null, string? Actual = null);
