namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>How what waits to be sent is kept together: <c>OTEL_BSP_*</c> for spans, <c>OTEL_BLRP_*</c> for log records.</summary>
/// <param name="QueueSize">Items that may wait; more are dropped and counted.</param>
/// <param name="BatchSize">Items sent at once.</param>
/// <param name="DelayMs">Longest wait for a batch to fill.</param>
/// <param name="TimeoutMs">Longest time to send one.</param>
internal sealed record BatchSettings(int QueueSize, int BatchSize, int DelayMs, int TimeoutMs)
{
    /// <summary>
    /// The batch and times are the specification's. The queue is longer than its 2,048: a call makes some 15 spans, and a collector that is away for a
    /// few seconds must not cost a busy gateway its traces; a full one holds about 8 MB.
    /// </summary>
    public static readonly BatchSettings Default = new(8_192, 512, 5_000, 30_000);

    public static BatchSettings Read(IConfiguration configuration, string prefix, List<string> faults)
    {
        var queue = OtelSettings.Number(configuration, prefix + "_MAX_QUEUE_SIZE", Default.QueueSize, 1, 1_000_000, faults);
        var batch = OtelSettings.Number(configuration, prefix + "_MAX_EXPORT_BATCH_SIZE", Math.Min(Default.BatchSize, queue), 1, 1_000_000, faults);
        if (batch > queue)
        {
            faults.Add($"{prefix}_MAX_EXPORT_BATCH_SIZE: {batch} is more than {prefix}_MAX_QUEUE_SIZE, {queue}");
        }

        return new BatchSettings(
            queue, Math.Min(batch, queue),
            OtelSettings.Number(configuration, prefix + "_SCHEDULE_DELAY", Default.DelayMs, 1, 3_600_000, faults),
            OtelSettings.Number(configuration, prefix + "_EXPORT_TIMEOUT", Default.TimeoutMs, 1, 3_600_000, faults));
    }
}
