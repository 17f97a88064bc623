using System.Net;

namespace Realtime.Sip.Transports;

/// <summary>Where to send a request: resolved already, and with the name that a TLS certificate has to bear.</summary>
public sealed record SipDestination(SipTransportKind Kind, IPEndPoint EndPoint)
{
    /// <summary>
    /// Connections kept to one TLS peer, so that the loss of one is not the loss of every dialog (two: what a vendor's front
    /// end tolerates from anyone).
    /// </summary>
    public const int DefaultTlsPoolSize = 2;

    /// <summary>Connections kept to one TCP peer.</summary>
    public const int DefaultTcpPoolSize = 1;

    private readonly int? _poolSize;

    /// <summary>For TLS: server name (SNI) and the name its certificate has to match; the address, when null.</summary>
    public string? TlsHostName { get; init; }

    /// <summary>Whom to trust and who to be in TLS with this peer; null: as the stack does with everyone.</summary>
    public SipTlsClientOptions? Tls { get; init; }

    /// <summary>How long a connection may take to be up, TLS included; null: <see cref="SipTransportLimits.ConnectTime"/>.</summary>
    public TimeSpan? ConnectTime { get; init; }

    /// <summary>
    /// For UDP: a request of more bytes goes by TCP to the same place, and by UDP after all where TCP is refused; null: as
    /// <see cref="SipTransportLimits.TcpAbove"/> says; <see cref="int.MaxValue"/>: never.
    /// </summary>
    public int? TcpAbove { get; init; }

    /// <summary>Sent on this flow while it lives: a dialog stays on its connection.</summary>
    public SipFlow? PreferredFlow { get; init; }

    /// <summary>Sent from this transport; else from the first one of the kind that reaches the address.</summary>
    public SipTransport? Through { get; init; }

    /// <summary>Tried when no connection can be made here.</summary>
    public SipDestination? Fallback { get; init; }

    /// <summary>How many connections are kept to this peer.</summary>
    public int PoolSize
    {
        get => _poolSize ?? (Kind == SipTransportKind.Tls ? DefaultTlsPoolSize : DefaultTcpPoolSize);
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _poolSize = value;
        }
    }

    /// <summary>The way back on which a message came: its connection, or its source address.</summary>
    public static SipDestination Back(SipFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new SipDestination(flow.Kind, flow.Remote) { PreferredFlow = flow, Through = flow.Transport };
    }

    public override string ToString() => $"{Kind.UriParameter()}:{TlsHostName ?? EndPoint.Address.ToString()}:{EndPoint.Port}";
}
