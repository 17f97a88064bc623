using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>What all transports of one stack share.</summary>
internal sealed record TransportContext(
    SipTransportLimits Limits,
    SipParserLimits ParserLimits,
    SipCounters Counters,
    TimeProvider Time,
    ILogger Logger,
    SipTlsClientOptions TlsClient)
{
    /// <summary>Decides what strangers get; null: everybody is served.</summary>
    public ISipGuard? Guard { get; init; }

    /// <summary>Sees every message; null: nobody does.</summary>
    public ISipTap? Tap { get; init; }
}
