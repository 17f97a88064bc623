using System.Diagnostics;
using OpenTelemetry;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>The bounded queue of spans that wait to be sent; what finds no room is dropped and counted.</summary>
internal sealed class CountedSpans(OtlpSettings settings, BatchSettings batch, SignalCount counts) : BatchActivityExportProcessor(
    new CountedSpanExporter(settings, counts), batch.QueueSize, batch.DelayMs, batch.TimeoutMs, batch.BatchSize)
{
    public override void OnEnd(Activity data)
    {
        if (data.Recorded && counts.TryTake(batch.QueueSize))
        {
            base.OnEnd(data);
        }
    }
}
