using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Realtime.Sip.Transports;

/// <summary>
/// Metrics of one SIP stack, in the meter <c>Realtime.Sip</c>. All tags come from closed sets: nothing from the wire becomes a
/// tag.
/// </summary>
public sealed class SipCounters : IDisposable
{
    public const string MeterName = "Realtime.Sip";

    private static readonly string[] FaultNames = [.. Enum.GetNames<SipFault>().Select(SnakeCase)];
    private static readonly string[] FailureNames = [.. Enum.GetNames<SipTransportFailure>().Select(SnakeCase)];
    private static readonly string[] LookupNames = [.. Enum.GetNames<SipLookupResult>().Select(SnakeCase)];
    private static readonly string[] TransportNames = [.. Enum.GetValues<SipTransportKind>().Select(kind => kind.UriParameter())];

    private readonly Meter _meter = new(MeterName);
    private readonly long[] _faults = new long[FaultNames.Length];
    private readonly long[] _lookups = new long[LookupNames.Length];
    private readonly Counter<long> _faultCounter;
    private readonly Counter<long> _lookupCounter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _retransmissions;
    private readonly Counter<long> _keepAlives;
    private readonly Counter<long> _connects;
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _transactions;
    private long _openConnections;

    public SipCounters()
    {
        _faultCounter = _meter.CreateCounter<long>("sip.faults", "{fault}", "What went wrong on the wire, by kind.");
        _lookupCounter = _meter.CreateCounter<long>("sip.dns.lookups", "{question}", "DNS questions, by what became of them.");
        _messages = _meter.CreateCounter<long>("sip.messages", "{message}", "SIP messages, by direction and transport.");
        _retransmissions = _meter.CreateCounter<long>("sip.retransmissions", "{message}", "SIP messages sent again by a timer.");
        _connects = _meter.CreateCounter<long>("sip.connects", "{attempt}", "Connections that we opened or could not open, by transport and result.");
        _keepAlives = _meter.CreateCounter<long>("sip.keep_alives", "{ping}", "Keep-alives sent on idle connections, and their answers.");
        _connections = _meter.CreateUpDownCounter<long>("sip.connections", "{connection}", "Open TCP and TLS connections.");
        _transactions = _meter.CreateUpDownCounter<long>("sip.transactions", "{transaction}", "SIP transactions in the tables, by role.");
    }

    /// <summary>Open TCP and TLS connections.</summary>
    public long Connections => Interlocked.Read(ref _openConnections);

    /// <summary>How often <paramref name="fault"/> was counted.</summary>
    public long this[SipFault fault] => Interlocked.Read(ref _faults[(int)fault]);

    /// <summary>How many DNS questions had this result.</summary>
    public long this[SipLookupResult result] => Interlocked.Read(ref _lookups[(int)result]);

    public void Dispose() => _meter.Dispose();

    internal void Count(SipFault fault)
    {
        Interlocked.Increment(ref _faults[(int)fault]);
        _faultCounter.Add(1, new KeyValuePair<string, object?>("fault", FaultNames[(int)fault]));
    }

    internal void CountLookup(SipLookupResult result)
    {
        Interlocked.Increment(ref _lookups[(int)result]);
        _lookupCounter.Add(1, new KeyValuePair<string, object?>("result", LookupNames[(int)result]));
    }

    internal void CountReceived(SipTransportKind kind) => CountMessage(kind, "in");

    internal void CountSent(SipTransportKind kind) => CountMessage(kind, "out");

    internal void CountRetransmission() => _retransmissions.Add(1);

    /// <param name="kind">TCP or TLS.</param>
    /// <param name="failure">None: it is up.</param>
    internal void CountConnect(SipTransportKind kind, SipTransportFailure failure)
    {
        if (_connects.Enabled)
        {
            var result = failure == SipTransportFailure.None ? "connected" : FailureNames[(int)failure];
            _connects.Add(1, new TagList { { "transport", TransportNames[(int)kind] }, { "result", result } });
        }
    }

    internal void CountKeepAlive(bool isAnswer) => _keepAlives.Add(1, new KeyValuePair<string, object?>("kind", isAnswer ? "pong" : "ping"));

    internal void CountConnection(int change)
    {
        Interlocked.Add(ref _openConnections, change);
        _connections.Add(change);
    }

    internal void CountTransaction(bool client, int change) =>
        _transactions.Add(change, new KeyValuePair<string, object?>("role", client ? "client" : "server"));

    private void CountMessage(SipTransportKind kind, string direction)
    {
        if (_messages.Enabled)
        {
            var tags = new TagList { { "direction", direction }, { "transport", TransportNames[(int)kind] } };
            _messages.Add(1, tags);
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) && index > 0 ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}
