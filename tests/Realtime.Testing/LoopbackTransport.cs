using System.Net;
using System.Text;
using Realtime.Sip.Transports;

namespace Realtime.Testing;

/// <summary>
/// A transport over memory that carries real text. A test plays the peer: it hands over what the peer says and takes what the
/// stack sends; or two of them are joined and two stacks talk. Everything happens on the caller's thread.
/// </summary>
public sealed class LoopbackTransport(SipTransportKind kind = SipTransportKind.Udp, IPEndPoint? local = null) : SipTransport(kind)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, SipFlow> _flows = [];
    private readonly List<LoopbackMessage> _sent = [];
    private readonly Queue<(LoopbackMessage Message, LoopbackTransport To)> _underWay = new();
    private TaskCompletionSource? _held;
    private LoopbackTransport? _joined;
    private long _lastConnectionId;
    private bool _isPumping;

    /// <summary>Who speaks where a test names nobody.</summary>
    public static IPEndPoint Peer { get; } = IPEndPoint.Parse("198.51.100.7:5060");

    public override IPEndPoint LocalEndPoint { get; } = local ?? IPEndPoint.Parse("192.0.2.1:5060");

    /// <summary>What sending answers from now on.</summary>
    public SipTransportFailure SendFailure { get; set; }

    /// <summary>What connecting answers from now on.</summary>
    public SipTransportFailure ConnectFailure { get; set; }

    /// <summary>How often a flow was asked for.</summary>
    public int Connects { get; private set; }

    /// <summary>Decides which messages are lost on the way; each is seen once, and counts as sent.</summary>
    public Func<LoopbackMessage, bool>? Loses { get; set; }

    /// <summary>What was sent and not yet taken.</summary>
    public IReadOnlyList<LoopbackMessage> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    public bool IsSilent => Sent.Count == 0;

    /// <summary>Takes the next message that the stack sent.</summary>
    public LoopbackMessage Take()
    {
        lock (_gate)
        {
            if (_sent.Count == 0)
            {
                throw new InvalidOperationException("Nothing was sent.");
            }

            var next = _sent[0];
            _sent.RemoveAt(0);
            return next;
        }
    }

    /// <summary>Waits until something was sent, for stacks that answer on their own threads, and takes it.</summary>
    public async Task<LoopbackMessage> TakeAsync(CancellationToken cancellationToken)
    {
        while (IsSilent)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        }

        return Take();
    }

    /// <summary>The peer says this; returns the flow it came on.</summary>
    public SipFlow Receive(string text, IPEndPoint? from = null) => Receive(Encoding.UTF8.GetBytes(text), from);

    /// <summary>The same for what is no text.</summary>
    public SipFlow Receive(byte[] message, IPEndPoint? from = null)
    {
        var flow = FlowTo(from ?? Peer);
        Receiver.OnMessage(message, flow);
        return flow;
    }

    /// <summary>Breaks the connection to a peer.</summary>
    public void Break(SipTransportFailure reason = SipTransportFailure.ConnectionLost, IPEndPoint? peer = null)
    {
        SipFlow? flow;
        lock (_gate)
        {
            _flows.Remove(peer ?? Peer, out flow);
        }

        if (flow is not null)
        {
            Lose(flow, reason);
        }
    }

    /// <summary>Lets no connection be made until the returned source is set.</summary>
    public TaskCompletionSource HoldConnects() => _held = new TaskCompletionSource();

    /// <summary>Joins two transports: what one sends the other receives. Both keep what they sent, too.</summary>
    public void JoinWith(LoopbackTransport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _joined = other;
        other._joined = this;
    }

    public override bool Reaches(IPEndPoint remote) => true;

    public override async ValueTask<SipConnectResult> ConnectAsync(SipDestination destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Connects++;
        if (_held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        return ConnectFailure == SipTransportFailure.None ? FlowTo(destination.EndPoint) : ConnectFailure;
    }

    public override SipFlow WithRemotePort(SipFlow flow, int port)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Kind.IsReliable() ? flow : FlowTo(new IPEndPoint(flow.Remote.Address, port));
    }

    public override SipTransportFailure Send(SipFlow flow, ReadOnlyMemory<byte> message)
    {
        if (SendFailure != SipTransportFailure.None)
        {
            return SendFailure;
        }

        var sent = new LoopbackMessage(Encoding.UTF8.GetString(message.Span), flow);
        lock (_gate)
        {
            _sent.Add(sent);
            if (_joined is not null && Loses?.Invoke(sent) != true)
            {
                _underWay.Enqueue((sent, _joined));
            }
        }

        Pump();
        return SipTransportFailure.None;
    }

    public override ValueTask DisposeAsync()
    {
        List<SipFlow> flows;
        lock (_gate)
        {
            flows = [.. _flows.Values];
            _flows.Clear();
        }

        foreach (var flow in Kind.IsReliable() ? flows : [])
        {
            Lose(flow, SipTransportFailure.Closing);
        }

        return ValueTask.CompletedTask;
    }

    protected override Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Delivers in order; what an answer sends waits its turn instead of nesting.</summary>
    private void Pump()
    {
        lock (_gate)
        {
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
        }

        while (TakeUnderWay() is var (message, to) && to is not null)
        {
            to.Receive(message.Text, LocalEndPoint);
        }
    }

    private (LoopbackMessage Message, LoopbackTransport? To) TakeUnderWay()
    {
        lock (_gate)
        {
            if (_underWay.TryDequeue(out var next))
            {
                return next;
            }

            _isPumping = false;
            return default;
        }
    }

    private SipFlow FlowTo(IPEndPoint peer)
    {
        lock (_gate)
        {
            if (!_flows.TryGetValue(peer, out var flow))
            {
                _flows.Add(peer, flow = CreateFlow(LocalEndPoint, peer, Kind.IsReliable() ? ++_lastConnectionId : 0));
            }

            return flow;
        }
    }
}
