using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp as the carrier of the whole gateway, one scenario file for each behaviour, over UDP and over TCP.</summary>
public sealed class TrunkCallTests(TrunkStage stage) : IClassFixture<TrunkStage>
{
    /// <summary>Scenario files that end as any call does: the caller hangs up.</summary>
    private static readonly string[] Ordinary =
    [
        "cancel-after-answer", "bye-in-place-of-ack", "options-in-call", "hold-and-resume", "session-refresh", "old-cseq", "interval-too-small",
    ];

    public static TheoryData<string, string> OrdinaryCalls => OverBoth(Ordinary);

    public static TheoryData<string, string> RefusedRequests =>
        OverBoth("bye-unknown-dialog", "cancel-unknown", "options", "unknown-method", "required-extension", "no-hops-left");

    [Theory]
    [MemberData(nameof(OrdinaryCalls))]
    public async Task A_call_goes_as_its_scenario_says(string scenario, string transport)
    {
        var record = await stage.RunAsync(scenario, transport);

        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record!.EndedBy!.Value, record.Cause!.Value));
    }

    [Theory]
    [MemberData(nameof(RefusedRequests))]
    public async Task What_makes_no_call_is_answered_and_leaves_no_record(string scenario, string transport) =>
        Assert.Null(await stage.RunAsync(scenario, transport, isCall: false));

    [Theory]
    [InlineData("offerless", "+15550100", CallCause.MediaRefused, 488)]
    [InlineData("plain-rtp", "+15550100", CallCause.MediaRefused, 488)]
    [InlineData("nobody-there", "+15550999", CallCause.RuleRejected, 404)]
    public async Task A_refused_call_is_recorded_with_its_status(string scenario, string number, CallCause cause, int status)
    {
        foreach (var transport in (string[])["udp", "tcp"])
        {
            var record = await stage.RunAsync(scenario, transport, number: number);

            Assert.Equal((CallEndedBy.Policy, cause, status), (record!.EndedBy!.Value, record.Cause!.Value, record.SipStatus));
        }
    }

    [Fact]
    public async Task An_answer_is_repeated_until_its_ACK_comes()
    {
        var onDatagrams = await stage.RunAsync("late-ack", "udp", afterwards: sipp => Assert.True(sipp.Count("SIP/2.0 200") >= 3 + 1, sipp.Messages));
        var onStream = await stage.RunAsync("late-ack-on-stream", "tcp");

        Assert.All([onDatagrams, onStream], record => Assert.Equal(CallCause.CallerHungUp, record!.Cause));
    }

    [Theory]
    [InlineData("other-side-hangs-up", "udp")]
    [InlineData("other-side-hangs-up", "tcp")]
    [InlineData("byes-cross", "udp")]
    [InlineData("byes-cross", "tcp")]
    public async Task The_gateway_hangs_up(string scenario, string transport)
    {
        var outcome = new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp, null, "enough");
        var record = await stage.RunAsync(
            scenario,
            transport,
            during: async callId => await (await stage.UpAsync(callId)).Control.HangUpAsync(outcome, CancellationToken.None),
            afterwards: sipp => Assert.True(sipp.Count("Reason: ") > 0, sipp.Messages));

        Assert.Equal((CallEndedBy.Operator, CallCause.OperatorHungUp), (record!.EndedBy!.Value, record.Cause!.Value));
    }

    [Theory(Explicit = true)]
    [InlineData("refreshed-by-the-gateway", CallCause.CallerHungUp)]
    [InlineData("refresh-forgotten", CallCause.CallerUnreachable)]
    public async Task A_session_timer_of_the_least_interval(string scenario, CallCause cause)
    {
        var record = await stage.RunAsync(scenario, "udp");

        Assert.Equal(cause, record!.Cause);
    }

    /// <summary>A scenario file without a test would be a promise that nobody keeps.</summary>
    [Fact]
    public void Every_scenario_file_is_run_by_a_test()
    {
        var sources = string.Concat(Directory.EnumerateFiles(SippRun.Scenarios, "*.cs").Select(File.ReadAllText));
        foreach (var file in Directory.EnumerateFiles(SippRun.Scenarios, "*.xml", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(file).Replace(".caller", "", StringComparison.Ordinal).Replace(".target", "", StringComparison.Ordinal);
            Assert.True(sources.Contains($"/{name}\"", StringComparison.Ordinal) || sources.Contains($"\"{name}\"", StringComparison.Ordinal), name);
        }
    }

    private static TheoryData<string, string> OverBoth(params string[] scenarios)
    {
        var rows = new TheoryData<string, string>();
        foreach (var scenario in scenarios)
        {
            rows.Add(scenario, "udp");
            rows.Add(scenario, "tcp");
        }

        return rows;
    }
}
