using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>
/// All transports of one stack (RFC 3261 section 18): reads what they receive, notes in the Via where a request came from,
/// answers what cannot be read, finds the way for requests and the way back for responses.
/// </summary>
public sealed class SipTransportLayer : ISipTransportReceiver, IAsyncDisposable
{
    /// <summary>More than any message that fits a packet.</summary>
    private const int ScratchBytes = 8192;

    [ThreadStatic]
    private static byte[]? _scratch;

    private readonly TransportContext _context;
    private readonly List<SipTransport> _listening;
    private readonly List<SipTransport> _all;
    private readonly LongRequests _longRequests;
    private readonly ConcurrentDictionary<Task, bool> _reconnecting = new();
    private readonly CancellationTokenSource _closing = new();
    private ISipMessageHandler? _handler;
    private volatile bool _isDeaf;

    internal SipTransportLayer(TransportContext context, ISipResolver resolver, IEnumerable<SipTransport> listening, string? advertisedHost)
    {
        _context = context;
        Resolver = resolver;
        _longRequests = new LongRequests(context.Limits, context.Time);
        _listening = [.. listening];
        _all =
        [
            .. _listening,
            new StreamTransport(SipTransportKind.Tcp, null, context) { AdvertisedHost = advertisedHost },
            new StreamTransport(SipTransportKind.Tls, null, context) { AdvertisedHost = advertisedHost },
        ];
    }

    /// <summary>The transports that listen, in the order configured; bound once the layer has started.</summary>
    public IReadOnlyList<SipTransport> Listeners => _listening;

    public ISipResolver Resolver { get; }

    public SipCounters Counters => _context.Counters;

    /// <summary>Opens all sockets; from then on messages go to <paramref name="handler"/>.</summary>
    /// <exception cref="IOException">An address cannot be had: it is taken, or not this machine's; the message names it.</exception>
    public async Task StartAsync(ISipMessageHandler handler, CancellationToken cancellationToken)
    {
        _handler = handler;
        foreach (var transport in _all)
        {
            try
            {
                await transport.StartAsync(this, cancellationToken);
            }
            catch (SocketException fault)
            {
                throw new IOException($"Cannot listen for SIP over {transport.Kind} on {transport.LocalEndPoint}: {fault.Message}", fault);
            }
        }

        foreach (var listener in _listening)
        {
            _context.Logger.Listens(listener.Kind, listener.LocalEndPoint);
        }
    }

    /// <summary>From now on messages that come in are dropped.</summary>
    public void StopReceiving() => _isDeaf = true;

    /// <summary>
    /// The destination for a request of this length: one that is too long for UDP goes by TCP where the destination or the limits say so, and by UDP
    /// after all where TCP is not to be had (RFC 3261 18.1.1).
    /// </summary>
    public SipDestination ForLength(SipDestination destination, SipRequest request) => _longRequests.Route(destination, request);

    /// <summary>A flow to the destination: the preferred one while it lives, else by its transport, else that of its fallback.</summary>
    public async ValueTask<SipConnectResult> ConnectAsync(SipDestination destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (destination.PreferredFlow is { IsUsable: true } preferred)
        {
            return preferred;
        }

        var transport = TransportTo(destination);
        var result = transport is null ? SipTransportFailure.NoTransport : await transport.ConnectAsync(destination, cancellationToken);
        _longRequests.Note(destination, result.Failure);
        return result.Flow is null && destination.Fallback is { } fallback ? await ConnectAsync(fallback, cancellationToken) : result;
    }

    /// <summary>Makes <paramref name="branch"/> with our address the only Via of a request that starts here.</summary>
    public static void StampVia(SipRequest request, SipFlow flow, string branch)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(flow);
        request.Headers.Remove(SipHeaderId.Via);
        request.TopVia = ViaHeader.Create(flow.ViaStart, branch, rport: !flow.Kind.IsReliable());
    }

    /// <summary>Sends bytes on a flow, in order with what was sent before; never waits.</summary>
    public SipTransportFailure Send(SipFlow flow, ReadOnlyMemory<byte> message)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var failure = flow.IsAlive ? flow.Transport.Send(flow, message) : SipTransportFailure.ConnectionLost;
        if (failure == SipTransportFailure.None)
        {
            _context.Counters.CountSent(flow.Kind);
            _context.Tap?.OnMessage(flow, isOutgoing: true, message.Span);
        }

        return failure;
    }

    /// <summary>Writes a message and sends it; where it leaves at once, it needs no array of its own.</summary>
    public SipTransportFailure Send(SipFlow flow, SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(message);
        var length = message.WireLength;
        if (!flow.Transport.SendsAtOnce || length > ScratchBytes)
        {
            return Send(flow, message.ToBytes());
        }

        var scratch = _scratch ??= new byte[ScratchBytes];
        return Send(flow, scratch.AsMemory(0, message.Write(scratch)));
    }

    /// <inheritdoc cref="SendResponse(ViaHeader, ReadOnlyMemory{byte}, SipFlow, Action{SipTransportFailure}?)"/>
    public SipTransportFailure SendResponse(ViaHeader via, SipResponse response, SipFlow flow, Action<SipTransportFailure>? failedLater = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(flow);
        return flow.Kind.IsReliable() ? SendResponse(via, response.ToBytes(), flow, failedLater) : Send(FlowBack(via, flow), response);
    }

    /// <summary>
    /// Sends a response the way its request came (RFC 3261 18.2.2): on its connection, or to its source address at the port
    /// that the Via names. A lost connection is opened anew, to the source address only, so that nobody can aim our responses at
    /// a third party; <c>maddr</c> is left aside for the same reason.
    /// </summary>
    /// <param name="via">The top Via as the request left this layer.</param>
    /// <param name="response">The response as bytes.</param>
    /// <param name="flow">The flow that the request came on.</param>
    /// <param name="failedLater">Called when a lost connection could not be opened anew.</param>
    /// <returns>Why the response could not be sent at once.</returns>
    public SipTransportFailure SendResponse(ViaHeader via, ReadOnlyMemory<byte> response, SipFlow flow, Action<SipTransportFailure>? failedLater = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        ArgumentNullException.ThrowIfNull(flow);
        if (flow.Kind.IsReliable() && !flow.IsAlive)
        {
            var reconnecting = SendOnNewConnectionAsync(via, response, flow, failedLater);
            _reconnecting.TryAdd(reconnecting, true);
            _ = reconnecting.ContinueWith(
                static (ended, all) => ((ConcurrentDictionary<Task, bool>)all!).TryRemove(ended, out _), _reconnecting, TaskScheduler.Default);
            return SipTransportFailure.None;
        }

        return Send(FlowBack(via, flow), response);
    }

    /// <summary>Closes every connection and socket; nothing comes in afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_reconnecting.Keys);
        await Task.WhenAll(_all.Select(transport => transport.DisposeAsync().AsTask()));
        _closing.Dispose();
    }

    void ISipTransportReceiver.OnMessage(ReadOnlyMemory<byte> message, SipFlow flow)
    {
#pragma warning disable CA1031 // The edge of the receiving loop: a bug in one message's handling must not end the transport.
        try
        {
            Receive(message, flow);
        }
        catch (Exception bug)
        {
            _context.Logger.HandlerThrew(bug);
        }
#pragma warning restore CA1031
    }

    void ISipTransportReceiver.OnUnreachable(ReadOnlyMemory<byte> quote, SipFlow flow)
    {
        _context.Counters.Count(SipFault.Unreachable);
#pragma warning disable CA1031 // The edge of the receiving loop, as above.
        try
        {
            if (QuotedRequest.TryRead(quote, out var method, out var branch))
            {
                _handler!.OnUnreachable(SipMethod.Parse(method), branch, flow);
            }
        }
        catch (Exception bug)
        {
            _context.Logger.HandlerThrew(bug);
        }
#pragma warning restore CA1031
    }

    void ISipTransportReceiver.OnFlowLost(SipFlow flow, SipTransportFailure reason)
    {
        // Whoever lives on the flow watches it and has been told.
    }

    private static SipFlow FlowBack(ViaHeader via, SipFlow flow) =>
        flow.Transport.WithRemotePort(flow, via.HasRPort ? flow.Remote.Port : via.Port ?? flow.Kind.DefaultPort());

    private SipTransport? TransportTo(SipDestination destination) =>
        destination.Through is { } through && through.Kind == destination.Kind
            ? through
            : FirstTo(destination);

    private SipTransport? FirstTo(SipDestination destination)
    {
        foreach (var transport in _all)
        {
            if (transport.Kind == destination.Kind && transport.Reaches(destination.EndPoint))
            {
                return transport;
            }
        }

        return null;
    }

    private async Task SendOnNewConnectionAsync(ViaHeader via, ReadOnlyMemory<byte> response, SipFlow lost, Action<SipTransportFailure>? failed)
    {
        // The caller holds its lock: nothing may come back to it from here at once.
        await Task.Yield();
        var source = new IPEndPoint(lost.Remote.Address, via.Port ?? lost.Kind.DefaultPort());
        var destination = new SipDestination(lost.Kind, source) { TlsHostName = via.Host, Through = lost.Transport, PoolSize = 1 };
        SipTransportFailure failure;
        try
        {
            (var flow, failure) = await ConnectAsync(destination, _closing.Token);
            failure = flow is null ? failure : Send(flow, response);
        }
        catch (OperationCanceledException)
        {
            failure = SipTransportFailure.Closing;
        }

        if (failure != SipTransportFailure.None)
        {
            failed?.Invoke(failure);
        }
    }

    private void Receive(ReadOnlyMemory<byte> bytes, SipFlow flow)
    {
        if (_isDeaf)
        {
            return;
        }

        _context.Counters.CountReceived(flow.Kind);
        _context.Tap?.OnMessage(flow, isOutgoing: false, bytes.Span);
        var parsed = SipParser.Parse(bytes, _context.ParserLimits);
        if (!parsed.IsOk)
        {
            Refuse(parsed, flow);
        }
        else if (parsed.Message is SipRequest request)
        {
            NoteSource(request, flow);
            _handler!.OnRequest(request, flow);
        }
        else
        {
            _handler!.OnResponse((SipResponse)parsed.Message, flow);
        }
    }

    /// <summary>RFC 3261 18.2.1 and RFC 3581 4. What a client wrote there itself never survives.</summary>
    private static void NoteSource(SipRequest request, SipFlow flow)
    {
        var via = request.TopVia;
        if (via.HasRPort || via.Parameters.Contains("received") || !Ascii.Equals(via.HostBytes, flow.RemoteHost))
        {
            request.TopVia = via.WithSource(flow.RemoteHost, flow.Remote.Port);
        }
    }

    private void Refuse(SipParseResult parsed, SipFlow flow)
    {
        _context.Logger.Malformed(flow, parsed.Rejection.ToString());
        var answers = _context.Guard?.Answers(flow, SipFault.MalformedAnswered) ?? true;
        if (parsed.Answerable is not { } request || !answers)
        {
            _context.Counters.Count(SipFault.MalformedDropped);
            return;
        }

        _context.Counters.Count(SipFault.MalformedAnswered);
        NoteSource(request, flow);
        var (status, phrase) = SipRejections.StatusOf(parsed.Rejection);
        var response = SipResponse.CreateFor(request, status, phrase, StatelessTag.For(request));
        SendResponse(request.TopVia, response.ToBytes(), flow);
    }
}
