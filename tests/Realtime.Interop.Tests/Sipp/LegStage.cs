using System.Net;
using Realtime.Sip;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Interop.Tests.Sipp;

/// <summary><c>Realtime.Sip</c> alone between a caller and a target that are both strangers: it connects what comes in to one address.</summary>
internal sealed class LegStage : IAsyncDisposable
{
    private readonly SipEndpoint _endpoint;
    private readonly B2buaTarget _target;
    private readonly B2buaCallOptions _options;
    private B2buaCall? _connected;
    private readonly TaskCompletionSource<B2buaCall> _call = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LegStage(B2buaTarget target, Func<Action<B2buaEvent>, B2buaCallOptions>? options)
    {
        _target = target;
        _options = options is null ? new B2buaCallOptions { Observer = OnEvent } : options(OnEvent);
        _endpoint = new SipEndpoint(new SipEndpointOptions { Listeners = { Listener(SipTransportKind.Udp), Listener(SipTransportKind.Tcp) } });
        _endpoint.OnInvite(ConnectAsync);
    }

    /// <summary>Far above what any step takes on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(40);

    public IPEndPoint Udp => _endpoint.Listeners[0].LocalEndPoint;

    public IPEndPoint Tcp => _endpoint.Listeners[1].LocalEndPoint;

    public static async Task<LegStage> StartAsync(B2buaTarget target, Func<Action<B2buaEvent>, B2buaCallOptions>? options = null)
    {
        var stage = new LegStage(target, options);
        await stage._endpoint.StartAsync();
        return stage;
    }

    /// <summary>The target at this address.</summary>
    public static B2buaTarget Target(IPEndPoint address, string transport) => new()
    {
        Uri = SipUri.Parse($"sip:target@{address};transport={transport}"),
        Destination = new SipDestination(transport == "udp" ? SipTransportKind.Udp : SipTransportKind.Tcp, address),
    };

    /// <summary>How the one call ended; nothing of it is left.</summary>
    public async Task<B2buaOutcome> OutcomeAsync()
    {
        var call = await _call.Task.WaitAsync(Patience);
        var outcome = await call.Completion.WaitAsync(Patience);
        await call.Settled.WaitAsync(Patience);
        return outcome;
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private static SipListenerOptions Listener(SipTransportKind kind) => new() { Kind = kind, Address = new IPEndPoint(IPAddress.Loopback, 0) };

    /// <summary>Rings when the target does, as a gateway does whose targets are telephones.</summary>
    private void OnEvent(B2buaEvent happened)
    {
        if (happened is { Kind: B2buaEventKind.Provisional, Status: > 100 } && _target.Progress == B2buaProgress.Local)
        {
            _ = _connected!.RingAsync().AsTask();
        }
    }

    private async Task ConnectAsync(SipRequest request, InviteServerTransaction invite, CancellationToken cancelled)
    {
        var call = B2buaCall.Accept(_endpoint.Dialogs, invite, _options)!;
        _connected = call;
        _call.TrySetResult(call);
        var result = await call.DialAsync(_target, Patience, cancelled);
        if (result.Status == DialStatus.Rejected)
        {
            await call.RejectAsync(result.StatusCode);
        }
        else if (result.Status != DialStatus.Answered)
        {
            await call.RejectAsync(503);
        }

        await call.Completion;
    }
}
