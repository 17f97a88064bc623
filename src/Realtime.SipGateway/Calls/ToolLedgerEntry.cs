namespace Realtime.SipGateway.Calls;

/// <summary>An earlier run of a function call.</summary>
/// <param name="Tool">Name of the tool.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="Output">The output that was or would have been sent; null while unknown (running, or the process died).</param>
/// <param name="Succeeded">Null while unknown.</param>
public sealed record ToolLedgerEntry(string Tool, DateTimeOffset StartedAt, string? Output, bool? Succeeded);
