using Realtime.SipGateway.Calls;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>A call without a leg: it ends when it is told to.</summary>
internal sealed class DeviceCall : ICallControl
{
    private Call? _call;

    /// <summary>A call that was accepted, answered and acknowledged, as signalling and webhook would.</summary>
    public static void Begin(ActiveCalls calls, string policyVersion, string vendorId)
    {
        var control = new DeviceCall();
        var id = RealtimeCallId.Parse(vendorId);
        var call = calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Trunk = "carrier", Caller = "+4930123456", Dialled = "+4989654321" }, control)
            ?? throw new InvalidOperationException("There is no place for another call.");
        control._call = call;
        call.Decide(CallDecision.Accept("all", policyVersion, "desk", "openai", []));
        call.BeginAttempt();
        call.Announce(1, id);
        call.BeginAccept(id);
        call.Accepted(id);
        call.Answer();
        call.Acknowledge();
    }

    public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        _call?.End(outcome);
        return ValueTask.CompletedTask;
    }
}
