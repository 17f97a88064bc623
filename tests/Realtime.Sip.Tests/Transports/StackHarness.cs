using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>A whole endpoint on a real socket on loopback that answers every request with 200.</summary>
internal sealed class StackHarness : IAsyncDisposable
{
    /// <summary>Far more than any machine needs; no test waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private StackHarness(SipEndpoint endpoint, RecordingLogger logs)
    {
        Endpoint = endpoint;
        Logs = logs;
    }

    public SipEndpoint Endpoint { get; }

    public RecordingLogger Logs { get; }

    public SipCounters Counters => Endpoint.Counters;

    public IPEndPoint Address => Endpoint.Listeners[0].LocalEndPoint;

    public SipTransport Transport => Endpoint.Listeners[0];

    /// <summary>The flows on which requests came.</summary>
    public List<SipFlow> Flows { get; } = [];

    /// <summary>The top Vias of the requests that came.</summary>
    public List<string> Vias { get; } = [];

    public static async Task<StackHarness> StartAsync(
        SipTransportKind kind,
        IPAddress? address = null,
        TimeProvider? time = null,
        SipTransportLimits? limits = null,
        SipParserLimits? parserLimits = null,
        X509Certificate2? certificate = null,
        X509Certificate2Collection? trust = null,
        string? advertisedHost = null,
        SipListenerOptions? listener = null,
        SipTlsIdentity? identity = null,
        ISipTap? tap = null,
        SipListenerOptions? second = null)
    {
        var logs = new RecordingLogger();
        var endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Listeners =
            [
                listener ?? new SipListenerOptions
                {
                    Kind = kind,
                    Address = new IPEndPoint(address ?? IPAddress.Loopback, 0),
                    Certificate = certificate,
                    AdvertisedHost = advertisedHost,
                },
                .. second is null ? Array.Empty<SipListenerOptions>() : [second],
            ],
            TimeProvider = time ?? TimeProvider.System,
            TransportLimits = limits ?? SipTransportLimits.Default,
            ParserLimits = parserLimits ?? SipParserLimits.Default,
            TlsClient = new SipTlsClientOptions { TrustAnchors = trust, Identity = identity },
            Tap = tap,
            LoggerFactory = logs,
        });
        var harness = new StackHarness(endpoint, logs);
        endpoint.OnRequest(SipMethod.Options, harness.AnswerAsync).OnRequest(SipMethod.Message, harness.AnswerAsync);
        await endpoint.StartAsync(TestContext.Current.CancellationToken);
        return harness;
    }

    /// <summary>Waits until something holds that other threads bring about.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
        }
    }

    public static SipRequest Options(string host = "example.com") =>
        SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse("sip:" + host), SipUri.Parse("sip:tester@example.org"));

    /// <summary>Sends OPTIONS with this endpoint's own client side.</summary>
    public Task<ClientTransactionEvent> SendAsync(SipDestination destination, Action<ClientTransaction>? sent = null)
    {
        var outcome = new TaskCompletionSource<ClientTransactionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transaction = Endpoint.Transactions.Send(Options(), destination, happened =>
        {
            if (happened.IsOutcome)
            {
                outcome.TrySetResult(happened);
            }
        });
        sent?.Invoke(transaction);
        return outcome.Task.WaitAsync(Patience);
    }

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient(Address.AddressFamily);
        await client.ConnectAsync(Address, TestContext.Current.CancellationToken);
        return client;
    }

    public static async Task WriteAsync(Stream stream, string text) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Reads one message whose body is empty.</summary>
    public static async Task<string> ReadMessageAsync(Stream stream)
    {
        var text = new StringBuilder();
        var next = new byte[1];
        using var patience = new CancellationTokenSource(Patience);
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await stream.ReadAsync(next, patience.Token));
            text.Append((char)next[0]);
        }

        return text.ToString();
    }

    /// <summary>Waits until the peer has closed, and returns what it said before.</summary>
    public static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Waits until all that was answered has left, and until a message has begun that does not end.</summary>
    public Task SettlesAsync(bool isIncomplete = false) => UntilAsync(() => Flows.TrueForAll(
        flow => flow.TransportState is StreamConnection { HasUnsent: false } connection && connection.IsIncomplete == isIncomplete));

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        Logs.Dispose();
    }

    private Task AnswerAsync(SipRequest request, ServerTransaction transaction, CancellationToken closing)
    {
        lock (Flows)
        {
            Flows.Add(transaction.Flow);
            Vias.Add(request.TopVia.ToString());
        }

        transaction.Respond(200);
        return Task.CompletedTask;
    }
}
