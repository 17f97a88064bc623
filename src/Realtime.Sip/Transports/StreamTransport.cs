using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Realtime.Sip.Transports;

/// <summary>TCP or TLS: a listener, if it has an address, and the connections that came in or were opened.</summary>
internal sealed class StreamTransport : SipTransport
{
    /// <summary>Connections that wait to be accepted: one burst of a carrier's proxies after an outage.</summary>
    private const int Backlog = 512;

    /// <summary>How often open connections are looked at for their time limits.</summary>
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a failed accept, which mostly means that the process has no more file handles.</summary>
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly TransportContext _context;
    private readonly SipListenerOptions? _listener;
    private readonly ConnectionAdmission _admission;
    private readonly ConnectionPool _pool;
    private readonly ConcurrentDictionary<long, StreamConnection> _connections = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _sweepGate = new();
    private IPEndPoint? _bound;
    private Socket? _socket;
    private ITimer? _sweep;
    private long _lastConnectionId;

    public StreamTransport(SipTransportKind kind, SipListenerOptions? listener, TransportContext context)
        : base(kind)
    {
        _context = context;
        _listener = listener;
        if (listener is not null)
        {
            TlsStreams.Check(listener);
        }

        _admission = new ConnectionAdmission(context.Limits);
        _pool = new ConnectionPool(OpenConnectionAsync, context);
    }

    public override IPEndPoint LocalEndPoint => _bound ?? _listener?.Address ?? new IPEndPoint(IPAddress.Any, 0);

    public override bool Reaches(IPEndPoint remote) => _listener is null || _listener.TakesBothFamilies || _listener.Address.AddressFamily == remote.AddressFamily;

    public override async ValueTask<SipConnectResult> ConnectAsync(SipDestination destination, CancellationToken cancellationToken) =>
        _stopping.IsCancellationRequested ? SipTransportFailure.Closing : await _pool.GetAsync(destination).WaitAsync(cancellationToken);

    public override SipTransportFailure Send(SipFlow flow, ReadOnlyMemory<byte> message) =>
        ((StreamConnection)flow.TransportState!).Send(message);

    public override async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket?.Dispose();
        await Task.WhenAll(_connections.Values.Select(connection => connection.CloseAsync()));
        while (!_running.IsEmpty)
        {
            await Task.WhenAll(_running.Keys);
            await Task.Yield();
        }

        lock (_sweepGate)
        {
            _sweep?.Dispose();
        }

        _stopping.Dispose();
    }

    protected override Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
        {
            _socket = new Socket(_listener.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (_listener.Address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = _listener.TakesBothFamilies;
            }

            // Without it a restart waits for the connections of the last run to be forgotten by the system.
            if (!OperatingSystem.IsWindows())
            {
                _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            _socket.Bind(_listener.Address);
            _socket.Listen(Backlog);
            _bound = (IPEndPoint)_socket.LocalEndPoint!;
            Own(AcceptAsync(_socket));
        }

        return Task.CompletedTask;
    }

    /// <summary>Keeps a task until it has ended: closing waits for all of them.</summary>
    private void Own(Task task)
    {
        _running.TryAdd(task, true);
        _ = task.ContinueWith(static (ended, running) => ((ConcurrentDictionary<Task, bool>)running!).TryRemove(ended, out _), _running, TaskScheduler.Default);
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_stopping.Token);
                if (socket.RemoteEndPoint is not IPEndPoint peer)
                {
                    socket.Dispose();
                    continue;
                }

                var remote = MappedAddress.Known(peer);
                var standing = _context.Guard?.Judge(remote.Address) ?? SipStanding.Known;
                if (_admission.TryEnter(remote.Address, standing) is { } limit)
                {
                    Refuse(socket, limit);
                    continue;
                }

                Own(ServeAsync(socket, remote, standing));
            }
            catch (SocketException failure) when (!_stopping.IsCancellationRequested)
            {
                _context.Counters.Count(SipFault.ReceiveFailed);
                _context.Logger.AcceptFailed(LocalEndPoint, failure.SocketErrorCode);
                await Task.Delay(AcceptPause, _context.Time, CancellationToken.None);
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Refuse(Socket socket, SipFault limit)
    {
        _context.Counters.Count(limit);
        _context.Logger.Refused(socket.RemoteEndPoint, limit);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    /// <summary>One connection that came in, from its handshake to its end.</summary>
    private async Task ServeAsync(Socket socket, IPEndPoint remote, SipStanding standing)
    {
        try
        {
            var local = MappedAddress.Known((IPEndPoint)socket.LocalEndPoint!);
            var (stream, names) = await HandshakeAsServerAsync(socket, remote);
            if (stream is not null)
            {
                await RunAsync(Register(socket, stream, local, remote, cameIn: true, names), destination: null);
            }
        }
        finally
        {
            socket.Dispose();
            _admission.Leave(remote.Address, standing);
        }
    }

    private async Task<(Stream? Stream, IReadOnlyList<string> Names)> HandshakeAsServerAsync(Socket socket, IPEndPoint remote)
    {
        StreamConnection.Prepare(socket);
        var network = new NetworkStream(socket, ownsSocket: true);
        if (Kind != SipTransportKind.Tls)
        {
            return (network, []);
        }

        var tls = new SslStream(network);
        using var deadline = new CancellationTokenSource(_context.Limits.HandshakeTime, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        try
        {
            return (tls, await TlsStreams.AuthenticateAsServerAsync(tls, _listener!, either.Token));
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            _context.Counters.Count(deadline.IsCancellationRequested ? SipFault.TooSlow : SipFault.HandshakeFailed);
            _context.Logger.HandshakeFailed(remote, failure.Message);
            if (!_stopping.IsCancellationRequested)
            {
                _context.Guard?.Suspect(remote.Address, SipFault.HandshakeFailed);
            }

            await tls.DisposeAsync();
            return (null, []);
        }
    }

    /// <summary>Opens a connection for the pool; every way to fail is a value.</summary>
    private async Task<SipConnectResult> OpenConnectionAsync(SipDestination destination)
    {
        Socket? socket = null;
        using var deadline = new CancellationTokenSource(destination.ConnectTime ?? _context.Limits.ConnectTime, _context.Time);
        var failure = SipTransportFailure.None;
        string? detail = null;
        try
        {
            // No descriptor left, or no such address family: a failure like any other.
            socket = new Socket(destination.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
            (var stream, failure) = await DialAsync(socket, destination, either.Token);
            if (stream is not null)
            {
                var connection = Register(socket, stream, (IPEndPoint)socket.LocalEndPoint!, destination.EndPoint, cameIn: false);
                Own(RunAsync(connection, destination));
                _context.Counters.CountConnect(Kind, SipTransportFailure.None);
                return connection.Flow;
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            failure = SipTransportFailure.ConnectTimeout;
        }
        catch (Exception closing) when (closing is OperationCanceledException or ObjectDisposedException)
        {
            failure = SipTransportFailure.Closing;
        }
        catch (SocketException refused)
        {
            (failure, detail) = (SipTransportFailure.ConnectRefused, refused.Message);
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException)
        {
            (failure, detail) = (SipTransportFailure.TlsHandshake, broken.Message);
        }

        socket?.Dispose();
        _context.Counters.Count(SipFault.ConnectFailed);
        _context.Counters.CountConnect(Kind, failure);
        _context.Logger.ConnectFailed(destination, failure, detail ?? "no more is known");
        return failure;
    }

    private async Task<(Stream? Stream, SipTransportFailure Failure)> DialAsync(Socket socket, SipDestination destination, CancellationToken cancellationToken)
    {
        StreamConnection.Prepare(socket);
        if (_listener is { Address: var own } && !own.Address.Equals(IPAddress.Any) && !own.Address.Equals(IPAddress.IPv6Any))
        {
            // Carriers know us by our address: leave by the one that we listen on.
            socket.Bind(new IPEndPoint(own.Address, 0));
        }

        await socket.ConnectAsync(destination.EndPoint, cancellationToken);
        var network = new NetworkStream(socket, ownsSocket: true);
        if (Kind != SipTransportKind.Tls)
        {
            return (network, SipTransportFailure.None);
        }

        var tls = new SslStream(network);
        var host = destination.TlsHostName ?? destination.EndPoint.Address.ToString();
        var failure = await TlsStreams.AuthenticateAsClientAsync(tls, host, destination.Tls ?? _context.TlsClient, cancellationToken);
        if (failure == SipTransportFailure.None)
        {
            return (tls, failure);
        }

        await tls.DisposeAsync();
        return (null, failure);
    }

    private StreamConnection Register(Socket socket, Stream stream, IPEndPoint local, IPEndPoint remote, bool cameIn, IReadOnlyList<string>? names = null)
    {
        var connection = new StreamConnection(socket, stream, _context, cameIn);
        connection.Flow = CreateFlow(local, remote, Interlocked.Increment(ref _lastConnectionId), connection, names);
        _connections[connection.Flow.ConnectionId] = connection;
        _context.Counters.CountConnection(+1);
        _context.Logger.Connected(connection.Flow);
        lock (_sweepGate)
        {
            _sweep ??= _context.Time.CreateTimer(static transport => ((StreamTransport)transport!).Sweep(), this, SweepPause, SweepPause);
        }

        return connection;
    }

    private async Task RunAsync(StreamConnection connection, SipDestination? destination)
    {
        // A connection is entered before it runs; so whoever closes the transport either sees it here or closed it there.
        if (_stopping.IsCancellationRequested)
        {
            connection.Abort(SipTransportFailure.Closing);
        }

        var reason = await connection.RunAsync(Receiver);
        _connections.TryRemove(connection.Flow.ConnectionId, out _);
        if (destination is not null)
        {
            _pool.Remove(destination, connection.Flow);
        }

        _context.Counters.CountConnection(-1);
        _context.Logger.Disconnected(connection.Flow, reason);
        TellLoss(connection.Flow, reason);
        lock (_sweepGate)
        {
            if (_connections.IsEmpty)
            {
                _sweep?.Dispose();
                _sweep = null;
            }
        }
    }

    private void TellLoss(SipFlow flow, SipTransportFailure reason)
    {
#pragma warning disable CA1031 // The edge of the connection: a bug of one who lived on it must not keep it in our tables.
        try
        {
            Lose(flow, reason);
        }
        catch (Exception bug)
        {
            _context.Logger.HandlerThrew(bug);
        }
#pragma warning restore CA1031
    }

    private void Sweep()
    {
        foreach (var (_, connection) in _connections)
        {
            connection.CheckTimes();
        }
    }
}
