using System.Net;
using Realtime.Sip;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;

namespace Realtime.Benchmarks;

/// <summary>A carrier on UDP, the call of two legs, the service on TLS; all over memory, with a clock that this moves.</summary>
internal sealed class RelayRig : IAsyncDisposable
{
    /// <summary>Longer than any transaction keeps its place after its end.</summary>
    private static readonly TimeSpan AllTimers = TimeSpan.FromSeconds(40);

    private static readonly B2buaTarget Target = new()
    {
        Uri = SipUri.Parse("sip:proj_abc@sip.api.openai.com:5061;transport=tls"),
        Destination = new SipDestination(SipTransportKind.Tls, IPEndPoint.Parse("198.51.100.20:5061")) { TlsHostName = "sip.api.openai.com" },
        Headers = [new SipHeader("X-Gateway-Call", "01J9ZK3V5Q8W2N4X6Y7T0RBCDE"), new SipHeader("X-Gateway-Token", "3q2-7w8x9y0zabcdefghijklmnopqrstuvwxyz")],
    };

    private readonly ManualTimeProvider _time = new();
    private readonly CaptureTransport _carrier = new(SipTransportKind.Udp, "192.0.2.1:5060", "203.0.113.7:5060");
    private readonly CaptureTransport _service = new(SipTransportKind.Tls, "192.0.2.1:5061", "198.51.100.20:5061");
    private readonly SipEndpoint _endpoint;
    private int _calls;

    public RelayRig()
    {
        _endpoint = new SipEndpoint(new SipEndpointOptions { Transports = [_carrier, _service], TimeProvider = _time });
        _endpoint.OnInvite(async (_, invite, cancelled) =>
        {
            var call = B2buaCall.Accept(_endpoint.Dialogs, invite)!;
            await call.RingAsync();
            await call.DialAsync(Target, TimeSpan.FromSeconds(30), cancelled);
        });
    }

    /// <summary>What came in and went out in the last call, in order.</summary>
    public List<(bool IsIn, byte[] Bytes)>? Record { get; set; }

    public int OpenDialogs => _endpoint.Dialogs.Count;

    public Task StartAsync() => _endpoint.StartAsync();

    /// <summary>INVITE, 100, 180, 200, ACK on both legs: six messages in or out on each.</summary>
    public ReadOnlyMemory<byte> Open()
    {
        var call = ++_calls;
        In(_carrier, RelayPeers.Invite(call));
        var invite = Out(_service, 0);
        In(_service, RelayPeers.Response(invite, 100));
        In(_service, RelayPeers.Response(invite, 200));
        var ok = Out(_carrier, 1);
        In(_carrier, RelayPeers.InDialog("ACK", call, 621530, ok));
        Forget();
        return ok;
    }

    /// <summary>BYE and its 200 on both legs.</summary>
    public void Close(ReadOnlyMemory<byte> ok)
    {
        In(_carrier, RelayPeers.InDialog("BYE", _calls, 621531, ok));
        In(_service, RelayPeers.Response(Out(_service, 0), 200));
        Forget();
    }

    /// <summary>All transactions leave their tables.</summary>
    public void LetTimersRun() => _time.Advance(AllTimers);

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private static ReadOnlyMemory<byte> Out(CaptureTransport transport, int index) => transport.Sent[index];

    private void In(CaptureTransport transport, byte[] message)
    {
        Record?.Add((true, message));
        transport.Receive(message);
    }

    private void Forget()
    {
        Record?.AddRange(_carrier.Sent.Concat(_service.Sent).Select(sent => (false, sent.ToArray())));
        _carrier.Forget();
        _service.Forget();
    }
}
