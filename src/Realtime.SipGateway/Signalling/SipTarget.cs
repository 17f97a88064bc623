using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>An AI target as it is dialled.</summary>
internal sealed class SipTarget
{
    public SipTarget(string name, SipTargetOptions options, SipTlsClientOptions? tls = null)
    {
        Name = name;
        Tls = tls;
        Options = options;
        Uri = SipUri.Parse(options.SipUri!);
        IsProbed = options.Health == SipTargetOptions.Options;
        FailoverStatuses = [.. options.FailoverStatuses];
        var kind = (Uri.Transport?.ToUpperInvariant(), Uri.Kind) switch
        {
            ("TLS", _) or (_, SipUriKind.Sips) => SipTransportKind.Tls,
            ("TCP", _) => SipTransportKind.Tcp,
            _ => SipTransportKind.Udp,
        };
        Proxy = options.OutboundProxy is { } proxy ? new SipDestination(kind, IPEndPoint.Parse(proxy)) { TlsHostName = Uri.Host, Tls = tls } : null;
    }

    public string Name { get; }

    public SipTargetOptions Options { get; }

    /// <summary>Whom to trust and who to be on its connections.</summary>
    public SipTlsClientOptions? Tls { get; }

    public SipUri Uri { get; }

    /// <summary>Where to connect instead of where <see cref="Uri"/> leads; with the name its certificate must bear.</summary>
    public SipDestination? Proxy { get; }

    /// <summary>Its addresses are asked by OPTIONS.</summary>
    public bool IsProbed { get; }

    /// <summary>SIP statuses after which the next target is tried; empty: the usual ones.</summary>
    public IReadOnlyCollection<int> FailoverStatuses { get; }
}
