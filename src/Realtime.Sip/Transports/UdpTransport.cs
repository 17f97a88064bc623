using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Transports;

/// <summary>
/// UDP on one socket. A thread of its own blocks in receive: measured against asynchronous receives that is about a fifth of
/// the processor time per message. Sending is synchronous from whatever thread has something to say.
/// </summary>
internal sealed class UdpTransport : SipTransport
{
    /// <summary>No datagram is larger (RFC 768).</summary>
    private const int MaxDatagram = 65_535;

    /// <summary>Peers whose flow is remembered; a flood of sources empties the memory instead of filling it.</summary>
    private const int MaxRememberedPeers = 4096;

    /// <summary>A socket that fails this often in a row, without a datagram between, is broken.</summary>
    private const int MaxReceiveFailures = 1000;

    /// <summary>A send is repeated so often when it failed for an earlier datagram: several peers may be gone at a time.</summary>
    private const int MaxSendTries = 32;

    /// <summary>Windows only: report nothing when a peer's port was closed.</summary>
    private const int IgnoreConnectionReset = unchecked((int)0x9800000C);

    private readonly Socket _socket;
    private readonly IPEndPoint _address;
    private readonly bool _takesBothFamilies;
    private readonly UdpErrorQueue? _errors;
    private readonly SipCounters _counters;
    private readonly ILogger _logger;
    private readonly Dictionary<SocketAddress, SipFlow> _peers = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPEndPoint? _bound;
    private Thread? _receiving;
    private volatile bool _closing;

    public UdpTransport(IPEndPoint address, bool takesBothFamilies, SipTransportLimits limits, SipCounters counters, ILogger logger)
        : base(SipTransportKind.Udp)
    {
        _address = address;
        _takesBothFamilies = takesBothFamilies;
        _counters = counters;
        _logger = logger;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = limits.DatagramReceiveBuffer };
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _socket.DualMode = takesBothFamilies;
        }

        _errors = UdpErrorQueue.TryOpen(_socket);
        if (OperatingSystem.IsWindows())
        {
            _socket.IOControl(IgnoreConnectionReset, [0, 0, 0, 0], null);
        }
    }

    public override IPEndPoint LocalEndPoint => _bound ?? _address;

    public override bool Reaches(IPEndPoint remote) => _takesBothFamilies || remote.AddressFamily == _address.AddressFamily;

    public override ValueTask<SipConnectResult> ConnectAsync(SipDestination destination, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SipConnectResult>(FlowTo(destination.EndPoint));

    public override bool SendsAtOnce => true;

    public override SipTransportFailure Send(SipFlow flow, ReadOnlyMemory<byte> message)
    {
        if (_closing)
        {
            return SipTransportFailure.Closing;
        }

        try
        {
            _socket.SendTo(message.Span, SocketFlags.None, (SocketAddress)flow.TransportState!);
            return SipTransportFailure.None;
        }
        catch (SocketException failure)
        {
            return SendAgain(flow, message.Span, failure);
        }
        catch (ObjectDisposedException)
        {
            return SipTransportFailure.Closing;
        }
    }

    public override SipFlow WithRemotePort(SipFlow flow, int port) =>
        flow.Remote.Port == port ? flow : FlowTo(new IPEndPoint(flow.Remote.Address, port));

    public override async ValueTask DisposeAsync()
    {
        _closing = true;
        _socket.Dispose();
        if (_receiving is not null)
        {
            await _stopped.Task;
        }
    }

    protected override Task OpenAsync(CancellationToken cancellationToken)
    {
        _socket.Bind(_address);
        _bound = (IPEndPoint)_socket.LocalEndPoint!;
        _receiving = new Thread(Receive) { IsBackground = true, Name = "SIP UDP " + LocalEndPoint };
        _receiving.Start();
        return Task.CompletedTask;
    }

    private static bool IsKeepAlive(ReadOnlySpan<byte> datagram) => datagram.IndexOfAnyExcept("\r\n\0 \t"u8) < 0;

    private void Receive()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram, pinned: true);
        var source = new SocketAddress(_socket.AddressFamily);
        var failures = 0;
        while (!_closing && failures < MaxReceiveFailures)
        {
            try
            {
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, source);
                failures = 0;
                if (!IsKeepAlive(buffer.AsSpan(0, length)))
                {
                    Receiver.OnMessage(buffer.AsSpan(0, length).ToArray(), FlowTo(source));
                }
            }
            catch (SocketException) when (!_closing && TakeErrors() > 0)
            {
                // About something that was sent; the socket is well.
                failures = 0;
            }
            catch (SocketException failure) when (!_closing)
            {
                failures++;
                _counters.Count(SipFault.ReceiveFailed);
                _logger.ReceiveFailed(LocalEndPoint, failure.SocketErrorCode);
            }
            catch (Exception closed) when (_closing && closed is SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        if (!_closing)
        {
            _logger.ReceivingEnded(LocalEndPoint);
        }

        _stopped.SetResult();
    }

    /// <summary>A send can fail for what the network says about an earlier datagram, to anyone: then it is repeated, and what was said is heard.</summary>
    private SipTransportFailure SendAgain(SipFlow flow, ReadOnlySpan<byte> message, SocketException failure)
    {
        try
        {
            for (var tries = 0; tries < MaxSendTries && failure.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable; tries++)
            {
                // Our caller may hold a transaction's lock: nothing may come back to it from here at once.
                ThreadPool.UnsafeQueueUserWorkItem(static transport => transport.TakeErrors(), this, preferLocal: false);
                try
                {
                    _socket.SendTo(message, SocketFlags.None, (SocketAddress)flow.TransportState!);
                    return SipTransportFailure.None;
                }
                catch (SocketException again)
                {
                    failure = again;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return SipTransportFailure.Closing;
        }

        _counters.Count(SipFault.SendFailed);
        _logger.SendFailed(flow, failure.SocketErrorCode);
        return SipTransportFailure.SendFailed;
    }

    /// <summary>Tells what the network said about datagrams that did not arrive; how much there was.</summary>
    private int TakeErrors()
    {
        if (_errors is null)
        {
            return 0;
        }

        var unreachable = new List<(SocketAddress To, byte[] Quote)>();
        var taken = _errors.Take(unreachable);
        foreach (var (to, quote) in unreachable)
        {
            Receiver.OnUnreachable(quote, FlowTo(to));
        }

        return taken;
    }

    private SipFlow FlowTo(IPEndPoint peer) => FlowTo(MappedAddress.ForSocket(peer, _address.AddressFamily).Serialize());

    /// <summary>The one flow object of a peer. A socket address is compared by its bytes, so a known peer costs no allocation.</summary>
    private SipFlow FlowTo(SocketAddress peer)
    {
        lock (_peers)
        {
            if (_peers.TryGetValue(peer, out var known))
            {
                return known;
            }

            if (_peers.Count == MaxRememberedPeers)
            {
                _peers.Clear();
            }

            var own = new SocketAddress(peer.Family, peer.Size);
            peer.Buffer.Span[..peer.Size].CopyTo(own.Buffer.Span);
            var flow = CreateFlow(LocalEndPoint, MappedAddress.Known((IPEndPoint)_address.Create(own)), 0, own);
            _peers.Add(own, flow);
            return flow;
        }
    }
}
