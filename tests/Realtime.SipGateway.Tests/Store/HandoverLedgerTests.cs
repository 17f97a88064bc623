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
    public async Task What_the_caller_entered_goes_along_sealed()
    {
        await using var before = await OpenAsync();
        var digits = new SnapshotDigits(new Dictionary<string, string> { ["pin"] = "8362947" }, ["8362947", "5551"]);
        var (call, other) = (Snapshot(CallSourceKind.Sip) with { Digits = digits }, Snapshot(CallSourceKind.Sip));
        await before.Handovers.SaveAsync([call, other], Policies("1-abc", "{}"), Token);
        var stored = before.Database.Read("SELECT snapshot FROM handovers", static reader => reader.GetString(0));
        Assert.DoesNotContain(stored, static one => one.Contains("8362947", StringComparison.Ordinal) || one.Contains("pin", StringComparison.Ordinal));
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before);
        var taken = await after.Handovers.CallsAsync(CallSourceKind.Sip, Token);

        var left = taken.Single(one => one.Id == call.Id);
        Assert.Equal("8362947", left.Digits!.Named["pin"]);
        Assert.Equal(["8362947", "5551"], left.Digits.Secrets);
        Assert.Null(left.SealedDigits);
        Assert.Null(taken.Single(one => one.Id == other.Id).Digits);
    }

    [Fact]
    public async Task Sealed_digits_of_another_call_or_ring_are_left_out_and_the_call_goes_on()
    {
        await using var store = await OpenAsync();
        var digits = new SnapshotDigits(new Dictionary<string, string> { ["pin"] = "8362947" }, []);
        var (call, other) = (Snapshot(CallSourceKind.Sip) with { Digits = digits }, Snapshot(CallSourceKind.Sip) with { SealedDigits = "CfDJ8 of another ring" });
        await store.Handovers.SaveAsync([call, other], Policies("1-abc", "{}"), Token);

        var taken = await store.Handovers.CallsAsync(CallSourceKind.Sip, Token);

        Assert.Equal(2, taken.Count);
        Assert.Null(taken.Single(one => one.Id == other.Id).Digits);
        Assert.Single(store.Log.Lines, static line => line.Id.Id == 8015);
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
