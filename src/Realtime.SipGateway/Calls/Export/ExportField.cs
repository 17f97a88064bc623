namespace Realtime.SipGateway.Calls.Export;

/// <summary>One column.</summary>
/// <param name="Name">As the reader of the export knows it.</param>
/// <param name="Value">A string, a number or null.</param>
internal sealed record ExportField(string Name, Func<CallRecord, object?> Value);
