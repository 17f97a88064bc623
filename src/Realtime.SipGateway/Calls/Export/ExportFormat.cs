namespace Realtime.SipGateway.Calls.Export;

/// <summary>How an export is written.</summary>
internal enum ExportFormat
{
    /// <summary>One JSON object per line.</summary>
    Jsonl,

    /// <summary>RFC 4180, with a line of names.</summary>
    Csv,
}
