using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A call that was accepted, with what it does to its log and what was asked of its control.</summary>
internal static class SidebandCalls
{
    public const string VendorId = "rtc_1";

    public static (Call Call, MemoryCallEventLog Log, RecordingControl Control) New(ManualTimeProvider time, params ICallObserver[] observers)
    {
        var log = new MemoryCallEventLog();
        var options = Options.Create(new CallsOptions());
        var journal = new CallJournal(log, new CallEventFeed(), TestCalls.Metrics(), new Redactor(), options, time);
        var control = new RecordingControl();
        var call = new ActiveCalls(journal, observers, options, time).TryAdd(new CallFacts { Source = CallSourceKind.Sip }, control)!;
        control.Call = call;
        return (call, log, control);
    }

    /// <summary>Takes a call to accepted, as signalling and webhook do.</summary>
    public static void Accept(this Call call, string agent = "desk", string policyVersion = "1-test")
    {
        call.Decide(CallDecision.Accept("rule", policyVersion, agent, "openai", []));
        call.BeginAttempt();
        call.Announce(1, RealtimeCallId.Parse(VendorId));
        call.BeginAccept(RealtimeCallId.Parse(VendorId));
        call.Accepted(RealtimeCallId.Parse(VendorId));
    }
}
