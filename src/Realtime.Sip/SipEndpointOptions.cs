using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip;

/// <summary>How a <see cref="SipEndpoint"/> is set up. Only what to listen on has to be said.</summary>
public sealed class SipEndpointOptions
{
    /// <summary>Where to listen. TCP and TLS connections can be opened without; UDP needs a listener to send from.</summary>
    public IList<SipListenerOptions> Listeners { get; init; } = [];

    /// <summary>Further transports, such as one over memory.</summary>
    public IList<SipTransport> Transports { get; init; } = [];

    /// <summary>The public host told on connections that we open without a listener of their kind; without it their local address.</summary>
    public string? AdvertisedHost { get; init; }

    public SipTlsClientOptions TlsClient { get; init; } = new();

    public SipTransportLimits TransportLimits { get; init; } = SipTransportLimits.Default;

    public SipParserLimits ParserLimits { get; init; } = SipParserLimits.Default;

    public TransactionLimits TransactionLimits { get; init; } = TransactionLimits.Default;

    public SipTimers Timers { get; init; } = SipTimers.Default;

    public DialogOptions Dialogs { get; init; } = DialogOptions.Default;

    /// <summary>Option tags that peers may require, and that an answer to OPTIONS lists as Supported.</summary>
    public IReadOnlyCollection<string> Extensions { get; init; } = [];

    /// <summary>Decides what strangers get; null: everybody is served.</summary>
    public ISipGuard? Guard { get; init; }

    /// <summary>Methods for Allow beside those that have a handler: what dialogs take.</summary>
    public IReadOnlyCollection<SipMethod> DialogMethods { get; init; } = [];

    /// <summary>Servers and limits of DNS lookups, where <see cref="Resolver"/> is null.</summary>
    public SipDnsOptions Dns { get; init; } = SipDnsOptions.Default;

    /// <summary>Finds destinations for URIs; null: by RFC 3263 as <see cref="Dns"/> says.</summary>
    public ISipResolver? Resolver { get; init; }

    /// <summary>Sees every message as it is on the wire, for a capture; its owner disposes of it after the endpoint.</summary>
    public ISipTap? Tap { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
