using System.Diagnostics.Metrics;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class SipCountersTests
{
    [Fact]
    public void Everything_is_measured_under_names_that_a_dashboard_can_rely_on()
    {
        var measured = new List<string>();
        using var counters = new SipCounters();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == SipCounters.MeterName)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (measured)
            {
                measured.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}".TrimEnd());
            }
        });
        listener.Start();

        counters.Count(SipFault.SourceConnectionLimit);
        counters.CountReceived(SipTransportKind.Udp);
        counters.CountSent(SipTransportKind.Tls);
        counters.CountRetransmission();
        counters.CountLookup(SipLookupResult.NoSuchRecord);
        counters.CountKeepAlive(isAnswer: true);
        counters.CountConnect(SipTransportKind.Tls, SipTransportFailure.TlsUntrusted);
        counters.CountConnect(SipTransportKind.Tcp, SipTransportFailure.None);
        counters.CountConnection(+1);
        counters.CountTransaction(client: true, +1);
        counters.CountTransaction(client: false, -1);

        listener.Dispose();

        // Other tests measure at the same time, under the same names.
        foreach (var expected in (string[])
        [
            "sip.faults 1 fault=source_connection_limit", "sip.messages 1 direction=in transport=udp", "sip.messages 1 direction=out transport=tls",
            "sip.dns.lookups 1 result=no_such_record", "sip.keep_alives 1 kind=pong",
            "sip.connects 1 transport=tls result=tls_untrusted", "sip.connects 1 transport=tcp result=connected",
            "sip.retransmissions 1", "sip.connections 1", "sip.transactions 1 role=client", "sip.transactions -1 role=server",
        ])
        {
            Assert.Contains(expected, measured);
        }

        Assert.Equal(1, counters[SipFault.SourceConnectionLimit]);
        Assert.Equal(0, counters[SipFault.Idle]);
        Assert.Equal(1, counters.Connections);
    }
}
