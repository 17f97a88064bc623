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
internal sealed class TestCaller : IAsyncDisposable
{
    private readonly SipEndpoint _endpoint;
    private readonly SipDestination _destination;
    private UacCall? _call;

    private TestCaller(SimulatorUnderTest simulator)
    {
        _endpoint = new SipEndpoint(new SipEndpointOptions
        {
            TlsClient = new SipTlsClientOptions { TrustAnchors = new X509Certificate2Collection(X509Certificate2.CreateFromPem(File.ReadAllText(simulator.Endpoints.CertificateAuthorityPemPath))) },
        });
        _destination = new SipDestination(SipTransportKind.Tls, simulator.Endpoints.SipTlsEndPoint) { TlsHostName = "sip.api.openai.test" };
    }

    public MediaEndpoint Media { get; } = new(IPAddress.Loopback);

    /// <summary>Requests that the simulator sent within the dialog.</summary>
    public ConcurrentQueue<SipRequest> Received { get; } = new();

    /// <summary>Takes the INVITE back.</summary>
    public CancellationTokenSource GiveUp { get; } = new();

    /// <summary>How the call ended.</summary>
    public Task<SipCallEnd> Ended => _call!.Ended;

    public static async Task<TestCaller> StartAsync(SimulatorUnderTest simulator)
    {
        var caller = new TestCaller(simulator);
        await caller._endpoint.StartAsync(TestContext.Current.CancellationToken);
        return caller;
    }

    /// <summary>Calls and gives the final response; media begins with a 2xx.</summary>
    public async Task<SipResponse> InviteAsync(
        MediaOfferOptions? offer = null, string user = "proj_simulator", string? sdp = null, params (string Name, string Value)[] headers)
    {
        _call = await UacCall.InviteAsync(
            _endpoint.Dialogs,
            new UacInvite
            {
                Uri = SipUri.Parse($"sip:{user}@sip.api.openai.test;transport=tls"),
                From = NameAddress.Parse("<sip:+15550100@trunk.example>"),
                Destination = _destination,
                Body = SipBody.Sdp(sdp ?? Media.CreateOffer(offer)),
                Headers = [.. headers.Select(header => new SipHeader(header.Name, header.Value))],
            },
            GiveUp.Token);
        _call.OnRequest = Take;
        if (_call.IsAnswered)
        {
            Media.ReadAnswer(Encoding.ASCII.GetString(_call.Outcome.Response!.Body.Span));
        }

        return _call.Outcome.Response ?? throw new InvalidOperationException($"{_call.Outcome.Kind} {_call.Outcome.Failure}");
    }

    /// <summary>Sends a request within the dialog and gives its final response.</summary>
    public async Task<SipResponse> SendAsync(SipMethod method, string? sdp = null) =>
        (await _call!.SendAsync(method, sdp is null ? default : SipBody.Sdp(sdp))).Response!;

    public Task HangUpAsync() => _call!.HangUpAsync();

    public async ValueTask DisposeAsync()
    {
        await Media.DisposeAsync();
        await _endpoint.DisposeAsync();
        GiveUp.Dispose();
    }

    private bool Take(ServerTransaction transaction)
    {
        Received.Enqueue(transaction.Request);
        return transaction.Respond(transaction.Method == SipMethod.Refer ? 202 : 200);
    }
}
