using System.Net;

namespace Realtime.Sip.Transports;

/// <summary>
/// One listener, or the sending side of a transport without listener. It moves whole messages as bytes and knows nothing of
/// what they say. Tests put one over memory.
/// </summary>
public abstract class SipTransport(SipTransportKind kind) : IAsyncDisposable
{
    private ISipTransportReceiver? _receiver;

    public SipTransportKind Kind { get; } = kind;

    /// <summary>The bound address; port 0 for a transport that only dials.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>The configured public host.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>The public port: as configured, or the bound one; null for a transport that only dials.</summary>
    public int? AdvertisedPort
    {
        get => field ?? (LocalEndPoint.Port == 0 ? null : LocalEndPoint.Port);
        init;
    }

    /// <summary>Who takes what comes in; set when the transport starts.</summary>
    protected ISipTransportReceiver Receiver => _receiver ?? throw new InvalidOperationException("The transport is not started.");

    /// <summary>Opens the socket. Nothing comes in before this, everything goes to <paramref name="receiver"/> after it.</summary>
    public Task StartAsync(ISipTransportReceiver receiver, CancellationToken cancellationToken)
    {
        _receiver = receiver;
        return OpenAsync(cancellationToken);
    }

    /// <summary>True when messages to <paramref name="remote"/> can leave here.</summary>
    public abstract bool Reaches(IPEndPoint remote);

    /// <summary>A flow to the destination: for UDP at once, else an open connection or a new one. Fallbacks are not its matter.</summary>
    public abstract ValueTask<SipConnectResult> ConnectAsync(SipDestination destination, CancellationToken cancellationToken);

    /// <summary>Sends now or queues to be sent in order; never waits. The memory must not change afterwards.</summary>
    public abstract SipTransportFailure Send(SipFlow flow, ReadOnlyMemory<byte> message);

    /// <summary>A message has left, or failed, when <see cref="Send"/> returns: its memory may be used again.</summary>
    public virtual bool SendsAtOnce => false;

    /// <summary>
    /// The flow back to a peer that wants its answers at another port than it sent from (RFC 3261 18.2.2). A connection has no other port.
    /// </summary>
    public virtual SipFlow WithRemotePort(SipFlow flow, int port) => flow;

    public abstract ValueTask DisposeAsync();

    protected abstract Task OpenAsync(CancellationToken cancellationToken);

    protected SipFlow CreateFlow(
        IPEndPoint local, IPEndPoint remote, long connectionId, object? state = null, IReadOnlyList<string>? peerCertificateNames = null) =>
        new(this, local, remote, connectionId) { TransportState = state, PeerCertificateNames = peerCertificateNames ?? [] };

    /// <summary>A connection is gone: its watchers and the receiver are told, once.</summary>
    protected void Lose(SipFlow flow, SipTransportFailure reason)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (flow.Lose(reason))
        {
            Receiver.OnFlowLost(flow, reason);
        }
    }
}
