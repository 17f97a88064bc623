using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A call with its log, its live feed and what was asked of its control.</summary>
internal sealed class SidebandCall
{
    public const string VendorId = "rtc_1";

    public SidebandCall(ManualTimeProvider time, params ICallObserver[] observers)
    {
        var options = Options.Create(new CallsOptions());
        var journal = new CallJournal(Log, Feed, TestCalls.Metrics(), new Redactor(), options, time);
        Call = new ActiveCalls(journal, observers, options, time).TryAdd(new CallFacts { Source = CallSourceKind.Sip }, Control)!;
        Control.Call = Call;
    }

    public Call Call { get; }

    public MemoryCallEventLog Log { get; } = new();

    public CallEventFeed Feed { get; } = new();

    public RecordingControl Control { get; } = new();

    /// <summary>Takes the call to accepted, as signalling and webhook do.</summary>
    public void Accept(string agent, string policyVersion)
    {
        Call.Decide(CallDecision.Accept("rule", policyVersion, agent, "openai", []));
        Call.BeginAttempt();
        Call.Announce(1, RealtimeCallId.Parse(VendorId));
        Call.BeginAccept(RealtimeCallId.Parse(VendorId));
        Call.Accepted(RealtimeCallId.Parse(VendorId));
    }
}
