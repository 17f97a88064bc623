using System.Collections.Concurrent;
using System.Net;
using Realtime.Sip;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A phone, queue or carrier that the gateway calls over UDP: rings, and answers or refuses as told.</summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly SipEndpoint _endpoint;
    private readonly ConcurrentQueue<SipRequest> _invites = new();
    private readonly TaskCompletionSource<UasCall> _call = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Person(int status, bool answersOptions)
    {
        _endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) } },
        });
        _endpoint.OnInvite(async (invite, transaction, _) =>
        {
            _invites.Enqueue(invite);
            var call = UasCall.Accept(_endpoint.Dialogs, transaction)!;
            call.Ring();
            if (status == 200)
            {
                call.Answer(SipBody.Sdp(TrunkCaller.SrtpOffer));
            }
            else
            {
                call.Reject(status);
            }

            _call.TrySetResult(call);
            await call.Ended;
        });
        if (!answersOptions)
        {
            _endpoint.OnRequest(SipMethod.Options, static (_, transaction, _) =>
            {
                transaction.Respond(503);
                return Task.CompletedTask;
            });
        }
    }

    public string Address => $"sip:127.0.0.1:{_endpoint.Listeners[0].LocalEndPoint.Port}";

    /// <summary>The INVITEs it got.</summary>
    public IReadOnlyCollection<SipRequest> Invites => _invites;

    /// <summary>The first call.</summary>
    public Task<UasCall> Call => _call.Task.WaitAsync(GatewayScenario.Patience);

    public static async Task<Person> StartAsync(int status = 200, bool answersOptions = true)
    {
        var person = new Person(status, answersOptions);
        await person._endpoint.StartAsync();
        return person;
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();
}
