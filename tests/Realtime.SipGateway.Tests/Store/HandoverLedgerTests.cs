using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class HandoverLedgerTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task Calls_and_their_policies_wait_for_the_next_process_and_are_erased_when_it_has_them()
    {
        await using var before = await OpenAsync();
        var call = Snapshot(CallSourceKind.Sip);
        var edgeless = Snapshot(CallSourceKind.Webhook);
        await before.Handovers.SaveAsync([call, edgeless], Policies("1-abc", "{}"), Token);
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before);
        var ledger = after.Handovers;

        var waiting = Assert.Single(await ledger.CallsAsync(CallSourceKind.Sip, Token));
        Assert.Equal((call.Id, "+15550100", 7L), (waiting.Id, waiting.Facts.Dialled, waiting.Sequence));
        Assert.Equal("{}", Encoding.UTF8.GetString((await ledger.PoliciesAsync(Token))["1-abc"].Span));
        await ledger.TakenAsync(call.Id, Token);
        Assert.Empty(await ledger.CallsAsync(CallSourceKind.Sip, Token));
        Assert.Single(await ledger.PoliciesAsync(Token));
        await ledger.TakenAsync(edgeless.Id, Token);
        Assert.Empty(await ledger.PoliciesAsync(Token));
    }

    [Fact]
    public async Task A_call_that_waits_is_not_taken_for_one_that_crashed()
    {
        await using var before = await OpenAsync();
        var call = Snapshot(CallSourceKind.Sip);
        before.Events.Append(new CallEvent(call.Id, 1, before.Time.GetUtcNow(), "node-2", new Ringing()));
        await before.Handovers.SaveAsync([call], Policies("1-abc", "{}"), Token);
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before);

        Assert.Null(await after.Events.FindRecordAsync(call.Id, Token));
        Assert.Single(await after.Handovers.CallsAsync(CallSourceKind.Sip, Token));
    }

    [Fact]
    public async Task A_call_that_nobody_took_up_in_time_gets_its_record_after_all()
    {
        await using var before = await OpenAsync();
        var call = Snapshot(CallSourceKind.Sip);
        before.Events.Append(new CallEvent(call.Id, 1, before.Time.GetUtcNow(), "node-2", new Ringing()));
        await before.Handovers.SaveAsync([call], Policies("1-abc", "{}"), Token);
        await before.Writer.StopAsync(Token);

        await using var after = Create(before);
        after.Time.Advance(TimeSpan.FromMinutes(61));
        await after.Service.StartingAsync(Token);

        Assert.Equal(CallCause.GatewayCrashed, (await after.Events.FindRecordAsync(call.Id, Token))!.Cause);
        Assert.Empty(await after.Handovers.CallsAsync(CallSourceKind.Sip, Token));
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Policies(string version, string json) => new() { [version] = Encoding.UTF8.GetBytes(json) };

    private static CallSnapshot Snapshot(CallSourceKind source) => new()
    {
        Id = CallId.New(TimeProvider.System),
        Facts = new CallFacts { Source = source, Dialled = "+15550100", Headers = [new("X-Tenant", "7")] },
        StartedAt = DateTimeOffset.UnixEpoch,
        LeftAt = DateTimeOffset.UnixEpoch,
        Decision = CallDecision.Accept("rule", "1-abc", "desk", "openai", ["why"]),
        Attempt = 1,
        State = CallState.Accepted,
        RealtimeCallId = RealtimeCallId.Parse("rtc_1"),
        Sequence = 7,
    };
}
