namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>What came of a function call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Output">Text for the model.</param>
/// <param name="Succeeded">False: the output says what went wrong.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="EndsCall">The tool was <c>hang_up</c>.</param>
internal sealed record ToolResult(FunctionCall Call, string Output, bool Succeeded, double DurationMs, bool EndsCall);
