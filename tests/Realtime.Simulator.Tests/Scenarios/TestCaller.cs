using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Realtime.Simulator.Media;
using Realtime.Sip;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Simulator.Tests.Scenarios;

/// <summary>A telephone that calls over TLS with media of its own.</summary>
internal sealed class TestCaller : ITransactionUser, IAsyncDisposable
{
    private readonly SipEndpoint _endpoint;
    private readonly SipDestination _destination;
    private Dialog? _dialog;
    private SipDestination? _way;
    private int _repeats;

    private TestCaller(SimulatorUnderTest simulator)
    {
        _endpoint = new SipEndpoint(new SipEndpointOptions
        {
            TlsClient = new SipTlsClientOptions { TrustAnchors = [X509Certificate2.CreateFromPem(File.ReadAllText(simulator.Endpoints.CertificateAuthorityPemPath))] },
        });
        _endpoint.Transactions.Use(this);
        _destination = new SipDestination(SipTransportKind.Tls, simulator.Endpoints.SipTlsEndPoint) { TlsHostName = "sip.api.openai.test" };
    }

    public MediaEndpoint Media { get; } = new(IPAddress.Loopback);

    /// <summary>Requests that the simulator sent within the dialog.</summary>
    public ConcurrentQueue<SipRequest> Received { get; } = new();

    /// <summary>How often the 200 came again.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    /// <summary>Cancels the INVITE.</summary>
    public CancellationTokenSource GiveUp { get; } = new();

    public static async Task<TestCaller> StartAsync(SimulatorUnderTest simulator)
    {
        var caller = new TestCaller(simulator);
        await caller._endpoint.StartAsync(TestContext.Current.CancellationToken);
        return caller;
    }

    /// <summary>Sends an INVITE and gives its final response; a 2xx is acknowledged and media begins.</summary>
    public async Task<SipResponse> InviteAsync(MediaOfferOptions? offer = null, string user = "proj_simulator", Action<SipRequest>? change = null, bool acknowledge = true)
    {
        var invite = SipEndpoint.CreateRequest(SipMethod.Invite, SipUri.Parse($"sip:{user}@sip.api.openai.test;transport=tls"), SipUri.Parse("sip:+15550100@trunk.example"));
        invite.Headers.Add(SipHeaderId.Contact, "<sip:caller@127.0.0.1;transport=tls>");
        invite.Headers.Add(SipHeaderId.ContentType, SipMessage.SdpMediaType);
        invite.Body = Encoding.ASCII.GetBytes(Media.CreateOffer(offer));
        change?.Invoke(invite);
        var outcome = await SendInviteAsync(invite);
        var response = outcome.Response ?? throw new InvalidOperationException($"{outcome.Kind} {outcome.Failure}");
        if (response.IsSuccess && acknowledge)
        {
            _dialog = Dialog.AsClient(invite, response)!;
            await _endpoint.Transactions.SendStatelessAsync(_dialog.CreateAck(invite.CSeq.Number), SipDestination.Back(outcome.Flow!), TestContext.Current.CancellationToken);
            _way = SipDestination.Back(outcome.Flow!);
            Media.ReadAnswer(Encoding.ASCII.GetString(response.Body.Span));
        }

        return response;
    }

    /// <summary>Sends a request within the dialog and gives its final response.</summary>
    public async Task<SipResponse> SendAsync(SipMethod method, string? sdp = null)
    {
        var request = _dialog!.CreateRequest(method);
        if (sdp is not null)
        {
            request.Headers.Add(SipHeaderId.ContentType, SipMessage.SdpMediaType);
            request.Body = Encoding.ASCII.GetBytes(sdp);
        }

        var outcome = await _endpoint.Transactions.SendAsync(request, _way!, TestContext.Current.CancellationToken);
        if (method == SipMethod.Invite && outcome.Response!.IsSuccess)
        {
            await _endpoint.Transactions.SendStatelessAsync(_dialog.CreateAck(request.CSeq.Number), _way!, TestContext.Current.CancellationToken);
        }

        return outcome.Response!;
    }

    private async Task<ClientTransactionEvent> SendInviteAsync(SipRequest invite)
    {
        var outcome = new TaskCompletionSource<ClientTransactionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transaction = _endpoint.Transactions.Send(invite, _destination, happened =>
        {
            if (happened.Kind == ClientTransactionEventKind.AnotherSuccess)
            {
                Interlocked.Increment(ref _repeats);
            }
            else if (happened.IsOutcome)
            {
                outcome.TrySetResult(happened);
            }
        });
        await using var registration = GiveUp.Token.Register(() => transaction.Cancel());
        return await outcome.Task;
    }

    public bool OnRequest(ServerTransaction transaction)
    {
        Received.Enqueue(transaction.Request);
        return transaction.Respond(transaction.Method == SipMethod.Refer ? 202 : 200);
    }

    public bool OnAck(SipRequest ack, SipFlow flow) => false;

    public async ValueTask DisposeAsync()
    {
        await Media.DisposeAsync();
        await _endpoint.DisposeAsync();
        GiveUp.Dispose();
    }
}
