using System.Collections.Concurrent;
using System.Net;
using Realtime.Sip;
using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A carrier that wants registrations and sends its calls to where they came from.</summary>
internal sealed class Registrar : IAsyncDisposable
{
    private const string Realm = "carrier.example";

    private readonly DigestServer _digest = new(TimeProvider.System);
    private readonly string _password;

    private Registrar(string password)
    {
        _password = password;
        Sip = new SipEndpoint(new SipEndpointOptions
        {
            Listeners =
            {
                new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) },
                new SipListenerOptions { Kind = SipTransportKind.Tcp, Address = new IPEndPoint(IPAddress.Loopback, 0) },
            },
        });
        Sip.OnRequest(SipMethod.Register, (request, transaction, _) =>
        {
            Answer(request, transaction);
            return Task.CompletedTask;
        });
    }

    public SipEndpoint Sip { get; }

    public int Port => Sip.Listeners[0].LocalEndPoint.Port;

    public int TcpPort => Sip.Listeners[1].LocalEndPoint.Port;

    /// <summary>The connection, or pair of addresses, of the last REGISTER.</summary>
    public SipFlow? Flow { get; private set; }

    /// <summary>All bindings in the order they were made; the last says what holds.</summary>
    public ConcurrentQueue<SipRequest> Bindings { get; } = [];

    public static async Task<Registrar> StartAsync(string password)
    {
        var registrar = new Registrar(password);
        await registrar.Sip.StartAsync();
        return registrar;
    }

    public ValueTask DisposeAsync() => Sip.DisposeAsync();

    private void Answer(SipRequest request, ServerTransaction transaction)
    {
        var (result, _) = _digest.Check(request, Realm, [DigestAlgorithm.Md5], name => name == "gateway" ? DigestUser.OfPassword(name, () => _password) : null);
        if (result != DigestResult.Accepted)
        {
            var challenge = transaction.CreateResponse(401);
            _digest.Challenge(challenge, Realm, [DigestAlgorithm.Md5], isStale: false);
            transaction.Respond(challenge);
            return;
        }

        Flow = transaction.Flow;
        Bindings.Enqueue(request);
        var response = transaction.CreateResponse(200);
        response.Headers.Add(SipHeaderId.Contact, request.Headers.First(SipHeaderId.Contact)!);
        transaction.Respond(response);
    }
}
