using System.Diagnostics.Metrics;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Hep;

/// <summary>What became of captured messages, in the meter of the SIP stack.</summary>
internal sealed class HepCounters : IDisposable
{
    private readonly Meter _meter = new(SipCounters.MeterName);
    private readonly Counter<long> _packets;
    private long _sent;
    private long _dropped;

    public HepCounters() => _packets = _meter.CreateCounter<long>("sip.hep.packets", "{packet}", "Captured messages, by what became of them.");

    public long Sent => Interlocked.Read(ref _sent);

    public long Dropped => Interlocked.Read(ref _dropped);

    public void CountSent() => Count(ref _sent, "sent");

    /// <summary>The queue was full, the collector away, or the message too long for a packet.</summary>
    public void CountDropped() => Count(ref _dropped, "dropped");

    public void Dispose() => _meter.Dispose();

    private void Count(ref long count, string result)
    {
        Interlocked.Increment(ref count);
        _packets.Add(1, new KeyValuePair<string, object?>("result", result));
    }
}
