using System.Net;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>
/// A way between us and a peer: a connection, or for UDP a pair of addresses. Messages go back on the flow they came from, and
/// a dialog stays on its flow.
/// </summary>
public sealed class SipFlow : IEquatable<SipFlow>
{
    private readonly Lock _gate = new();
    private HashSet<ISipFlowWatcher>? _watchers;
    private string? _advertisedHost;
    private string? _remoteHost;
    private NameAddress? _contact;
    private byte[]? _viaStart;
    private volatile bool _isLost;
    private volatile bool _isEnding;
    private IPAddress? _localAddress;

    internal SipFlow(SipTransport transport, IPEndPoint local, IPEndPoint remote, long connectionId)
    {
        Transport = transport;
        Local = local;
        Remote = remote;
        ConnectionId = connectionId;
    }

    /// <summary>The transport that it belongs to: for what came in, the listener.</summary>
    public SipTransport Transport { get; }

    public SipTransportKind Kind => Transport.Kind;

    public IPEndPoint Local { get; }

    public IPEndPoint Remote { get; }

    /// <summary>Names a connection of its transport; 0 for UDP.</summary>
    public long ConnectionId { get; }

    /// <summary>False once the connection is gone.</summary>
    public bool IsAlive => !_isLost;

    /// <summary>False from the moment on at which the connection begins to end, before those who live on it are told: nothing new is sent on it.</summary>
    internal bool IsUsable => !_isEnding && !_isLost;

    /// <summary>The host to tell this peer in Via, Contact and Record-Route; IPv6 without brackets.</summary>
    public string AdvertisedHost => _advertisedHost ??= Transport.AdvertisedHost ?? MappedAddress.TextOf(LocalAddress);

    /// <summary>The port to tell this peer in Via, Contact and Record-Route.</summary>
    public int AdvertisedPort => Transport.AdvertisedPort ?? Local.Port;

    /// <summary>
    /// Whom the trusted certificate of a peer that dialled us is for: hosts in lower case, perhaps with a wildcard (RFC 5922 7.1). Empty for other
    /// transports, and where the listener did not ask.
    /// </summary>
    public IReadOnlyList<string> PeerCertificateNames { get; internal init; } = [];

    /// <summary>Our Contact as this peer has to see it.</summary>
    public NameAddress Contact => _contact ??= NameAddress.Create(SipUri.Create(
        user: null, AdvertisedHost, AdvertisedPort, parameters: Kind == SipTransportKind.Udp ? null : "transport=" + Kind.UriParameter()));

    /// <summary>Our address that this peer sees, also where we listen on all.</summary>
    internal IPAddress LocalAddress => _localAddress ??= LocalRoute.AddressTowards(Remote.Address, Local.Address);

    /// <summary>The peer's address as text: what a Via's <c>received</c> says.</summary>
    internal string RemoteHost => _remoteHost ??= MappedAddress.TextOf(Remote.Address);

    /// <summary>The Via of what we send on this flow up to its branch.</summary>
    internal ReadOnlySpan<byte> ViaStart => _viaStart ??= ViaHeader.Create(Kind.Token(), AdvertisedHost, AdvertisedPort, "z").Bytes[..^1].ToArray();

    /// <summary>What the transport keeps with the flow.</summary>
    internal object? TransportState { get; init; }

    /// <summary>True while a transaction or dialog lives on it.</summary>
    internal bool IsWatched
    {
        get
        {
            lock (_gate)
            {
                return _watchers is { Count: > 0 };
            }
        }
    }

    /// <summary>
    /// Tells <paramref name="watcher"/> when the connection is lost, and keeps an idle connection open meanwhile. False, and
    /// nothing is told, when it is lost already. UDP flows are never lost.
    /// </summary>
    public bool Watch(ISipFlowWatcher watcher)
    {
        if (!Kind.IsReliable())
        {
            return true;
        }

        lock (_gate)
        {
            if (_isLost)
            {
                return false;
            }

            _watchers ??= [];
            _watchers.Add(watcher);
            return true;
        }
    }

    public void Unwatch(ISipFlowWatcher watcher)
    {
        lock (_gate)
        {
            _watchers?.Remove(watcher);
        }
    }

    public bool Equals(SipFlow? other) =>
        ReferenceEquals(this, other)
        || (other is not null && ReferenceEquals(Transport, other.Transport) && ConnectionId == other.ConnectionId && Remote.Equals(other.Remote));

    public override bool Equals(object? obj) => Equals(obj as SipFlow);

    public override int GetHashCode() => HashCode.Combine(Kind, ConnectionId, Remote);

    public override string ToString() => ConnectionId == 0 ? $"{Kind.UriParameter()}:{Remote}" : $"{Kind.UriParameter()}:{Remote}#{ConnectionId}";

    /// <summary>The connection begins to end.</summary>
    internal void BeginEnd() => _isEnding = true;

    /// <summary>Marks the flow lost and tells its watchers; false when that was done before.</summary>
    /// <exception cref="AggregateException">Watchers threw; all others have been told.</exception>
    internal bool Lose(SipTransportFailure reason)
    {
        ISipFlowWatcher[] watchers;
        lock (_gate)
        {
            if (_isLost)
            {
                return false;
            }

            _isLost = true;
            watchers = _watchers is null ? [] : [.. _watchers];
            _watchers = null;
        }

        Tell(watchers, reason);
        return true;
    }

    private void Tell(ISipFlowWatcher[] watchers, SipTransportFailure reason)
    {
        List<Exception>? bugs = null;
        foreach (var watcher in watchers)
        {
#pragma warning disable CA1031 // The bug of one watcher is thrown on when all the others know.
            try
            {
                watcher.OnFlowLost(this, reason);
            }
            catch (Exception bug)
            {
                (bugs ??= []).Add(bug);
            }
#pragma warning restore CA1031
        }

        if (bugs is not null)
        {
            throw new AggregateException(bugs);
        }
    }
}
