using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A call with its log, its live feed and what was asked of its control.</summary>
internal sealed class SidebandCall
{
    public const string VendorId = "rtc_1";

    /// <summary>What the calls of all agents cost.</summary>
    public DaySpending Spending { get; } = new(Options.Create(new PricingOptions()));

    private readonly ManualTimeProvider _time;
    private readonly PriceTable? _prices;
    private readonly ICallObserver[] _observers;

    public SidebandCall(ManualTimeProvider time, params ICallObserver[] observers)
        : this(time, null, observers)
    {
    }

    /// <param name="time">The clock.</param>
    /// <param name="prices">What the service charges; null: nothing has a price.</param>
    /// <param name="observers">Told of the call's states.</param>
    public SidebandCall(ManualTimeProvider time, PriceTable? prices, params ICallObserver[] observers)
    {
        (_time, _prices, _observers) = (time, prices, observers);
        Call = Process().TryAdd(new CallFacts { Source = CallSourceKind.Sip }, Control)!;
        Control.Call = Call;
    }

    public Call Call { get; private set; }

    public MemoryCallEventLog Log { get; } = new();

    public CallEventFeed Feed { get; } = new();

    public RecordingControl Control { get; } = new();

    /// <summary>The next process goes on with a call that was handed over; it writes into the same log.</summary>
    public async Task TakeOverAsync(CallSnapshot left, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(left, CallSnapshotJson.Default.CallSnapshot);
        Assert.DoesNotContain("digits", json, StringComparison.OrdinalIgnoreCase);

        // Digits travel sealed, beside what is written in clear.
        var read = JsonSerializer.Deserialize(json, CallSnapshotJson.Default.CallSnapshot)! with { Digits = left.Digits };
        Call = Control.Call = await Process().TakeOverAsync(read, Control, cancellationToken);
        Call.Resume();
    }

    /// <summary>Takes the call to accepted, as signalling and webhook do.</summary>
    public void Accept(string agent, string policyVersion)
    {
        Call.Decide(CallDecision.Accept("rule", policyVersion, agent, "openai", []));
        Call.BeginAttempt();
        Call.Announce(1, RealtimeCallId.Parse(VendorId));
        Call.BeginAccept(RealtimeCallId.Parse(VendorId));
        Call.Accepted(RealtimeCallId.Parse(VendorId));
    }
    private ActiveCalls Process()
    {
        var options = Options.Create(new CallsOptions());
        return new ActiveCalls(new CallJournal(Log, Feed, TestCalls.Metrics(), new Redactor(), options, _time, _prices, spending: Spending), _observers, options, _time);
    }
}
