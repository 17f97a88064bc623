using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

/// <summary>The transaction layer over memory and with a clock that the test moves; the test is its user and its peer.</summary>
internal sealed class TransactionHarness : ITransactionUser, IDisposable
{
    private readonly SipCounters _counters = new();
    private readonly SipTransportLayer _transports;

    public TransactionHarness(
        SipTransportKind kind = SipTransportKind.Udp, TransactionLimits? limits = null, IReadOnlyCollection<string>? extensions = null)
    {
        Wire = new LoopbackTransport(kind);
        var context = new TransportContext(
            SipTransportLimits.Default, SipParserLimits.Default, _counters, Time, Logs.CreateLogger("transports"), new SipTlsClientOptions());
        _transports = new SipTransportLayer(context, NoResolver.Instance, [Wire], advertisedHost: null);
        var options = new TransactionOptions { Limits = limits ?? TransactionLimits.Default, Extensions = extensions ?? [] };
        Layer = new TransactionLayer(_transports, options, Time, Logs.CreateLogger("transactions"));
        Layer.Use(this);
        _transports.StartAsync(Layer, CancellationToken.None).GetAwaiter().GetResult();
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Logs { get; } = new();

    public LoopbackTransport Wire { get; }

    public TransactionLayer Layer { get; }

    public SipCounters Counters => _counters;

    /// <summary>Requests that came up, oldest first.</summary>
    public List<ServerTransaction> Requests { get; } = [];

    /// <summary>ACKs that came up.</summary>
    public List<SipRequest> Acks { get; } = [];

    public List<ClientTransactionEvent> ClientEvents { get; } = [];

    public List<ServerTransactionEvent> ServerEvents { get; } = [];

    public bool TakesRequests { get; set; } = true;

    public bool TakesAcks { get; set; } = true;

    public Action<ServerTransaction>? WhenRequested { get; set; }

    public SipDestination Destination => new(Wire.Kind, LoopbackTransport.Peer);

    public IEnumerable<ClientTransactionEventKind> ClientKinds => ClientEvents.Select(happened => happened.Kind);

    public IEnumerable<ServerTransactionEventKind> ServerKinds => ServerEvents.Select(happened => happened.Kind);

    /// <summary>The INVITE or other request comes in; returns its transaction.</summary>
    public ServerTransaction Receive(string text)
    {
        var before = Requests.Count;
        Wire.Receive(text);
        Assert.Equal(before + 1, Requests.Count);
        return Requests[^1];
    }

    public ClientTransaction Send(SipMethod method, Action<SipRequest, SipFlow>? prepare = null) =>
        Layer.Send(RequestOf(method), Destination, ClientEvents.Add, prepare);

    public static SipRequest RequestOf(SipMethod method, string? route = null)
    {
        var request = SipEndpoint.CreateRequest(method, SipUri.Parse("sip:bob@example.com"), SipUri.Parse("sip:alice@example.org"));
        if (route is not null)
        {
            request.Headers.Add(SipHeaderId.Route, route);
        }

        return request;
    }

    /// <summary>The peer answers the request that we sent.</summary>
    public void Answer(LoopbackMessage request, int status, string? toTag = "bob", string? extra = null) =>
        Wire.Receive(SipText.Response(request.Text, status, status == 100 ? null : toTag, extra));

    /// <summary>Moves the clock and takes what was sent meanwhile.</summary>
    public IReadOnlyList<LoopbackMessage> After(TimeSpan time)
    {
        Time.Advance(time);
        return TakeAll();
    }

    public IReadOnlyList<LoopbackMessage> TakeAll()
    {
        var taken = new List<LoopbackMessage>();
        while (!Wire.IsSilent)
        {
            taken.Add(Wire.Take());
        }

        return taken;
    }

    /// <summary>Moves the clock in small steps and notes at which times, in milliseconds, something was sent.</summary>
    public IReadOnlyList<int> TimesOfSending(TimeSpan until)
    {
        var times = new List<int>();
        var step = TimeSpan.FromMilliseconds(50);
        for (var now = step; now <= until; now += step)
        {
            times.AddRange(After(step).Select(_ => (int)now.TotalMilliseconds));
        }

        return times;
    }

    public void IsEmpty()
    {
        Assert.Equal(0, Layer.ServerTransactions);
        Assert.Equal(0, Layer.ClientTransactions);
        Assert.Equal(0, Time.PendingTimers);
    }

    public void Dispose()
    {
        Layer.Dispose();
        _transports.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _counters.Dispose();
        Logs.Dispose();
    }

    bool ITransactionUser.OnRequest(ServerTransaction transaction)
    {
        Requests.Add(transaction);
        transaction.Observe(ServerEvents.Add);
        WhenRequested?.Invoke(transaction);
        return TakesRequests;
    }

    bool ITransactionUser.OnAck(SipRequest ack, SipFlow flow)
    {
        Acks.Add(ack);
        return TakesAcks;
    }
}
