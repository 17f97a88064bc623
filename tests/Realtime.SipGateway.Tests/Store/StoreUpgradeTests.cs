using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Store.FirstSchema;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>A database that the first version of the gateway wrote, in the hands of this one.</summary>
public abstract class StoreUpgradeTests(StoreProvider provider) : StoreTestBase(provider)
{
    private static readonly CallId Answered = CallId.Parse(OldStore.Answered);

    [Fact]
    public async Task Every_step_leaves_every_row_of_the_first_schema_as_it_was()
    {
        await using var store = Create();
        OldStore.Make(store.Database, schema: 1);
        var before = OldStore.Rows(store.Database);
        Assert.Equal(OldStore.Records.Count + 1 + OldStore.Events.Count + 3 + 2, before.Count);
        Assert.Contains("(schema 1, ", StoreSchema.WhyOld(store.Database), StringComparison.Ordinal);

        using (var statements = new StoreStatements(store.Database.OpenForWriting()))
        {
            store.Database.Upgrade(statements);
        }

        Assert.Equal(before, OldStore.Rows(store.Database));
        Assert.Null(StoreSchema.WhyOld(store.Database));
    }

    [Fact]
    public async Task Every_event_and_record_of_the_first_version_is_read_whole()
    {
        await using var store = await UpgradedAsync(schema: 1);

        foreach (var call in new[] { OldStore.Answered, OldStore.Refused, OldStore.Open })
        {
            var written = OldStore.Events.Where(one => one.GetProperty("call_id").GetString() == call).ToList();
            var read = (await ReadAsync(store, CallId.Parse(call))).Take(written.Count).ToList();
            Assert.Equal(written.Select(static one => one.GetProperty("seq").GetInt64()), read.Select(static one => one.Sequence));
            Assert.All(read.Zip(written), static pair =>
            {
                Assert.IsNotType<UnknownCallEvent>(pair.First.Data);
                AssertHolds(pair.Second, pair.First.ToJson());
            });
        }

        foreach (var written in OldStore.Records)
        {
            var read = await store.Events.FindRecordAsync(CallId.Parse(written.GetProperty("call_id").GetString()!), Token);
            AssertHolds(written, JsonSerializer.SerializeToUtf8Bytes(read!, CallEventJson.Default.CallRecord));
        }
    }

    [Fact]
    public async Task What_was_kept_is_found_finished_exported_and_erased_as_what_is_new()
    {
        await using var store = await UpgradedAsync(schema: 1);

        foreach (var id in new[] { "abc@carrier.example", "leg2@gateway", "rtc_u0_old", OldStore.Answered[..20] })
        {
            Assert.Equal(Answered, await store.Search.ResolveAsync(id, Token));
        }

        foreach (var query in new[]
        {
            new CallQuery { Caller = "+15550199" }, new() { Caller = "+1555019*" }, new() { Cause = CallCause.CallerHungUp }, new() { Agent = "front-desk", EndedBy = CallEndedBy.Caller },
        })
        {
            Assert.Equal(Answered, Assert.Single(await store.Search.FindAsync(query, 10, Token)).CallId);
        }

        // The call that was open got its end, and its session and the one that nobody decided are ended by who takes claims up.
        Assert.Equal(CallCause.GatewayCrashed, (await store.Events.FindRecordAsync(CallId.Parse(OldStore.Open), Token))!.Cause);
        Assert.Equal(["wh_open", "wh_asked"], (await store.Claims.UndecidedAsync(Token)).Select(static claim => claim.WebhookId));

        Assert.Equal(
            ("{\"state\":\"shipped\"}", true),
            await store.Tools.BeginAsync(Answered, "call_f1", "lookup_order", mayRepeat: false, Token) is { } run ? (run.Output, run.Succeeded) : default);
        Assert.Null((await store.Tools.BeginAsync(Answered, "call_f2", "hang_up", mayRepeat: false, Token))!.Output);

        Assert.Equal(
            [OldStore.Answered, OldStore.Refused, OldStore.Open],
            await new CallArchive(store.Database).ReadRecordsAsync(null, null, Token).Select(static record => record.CallId.Value).ToListAsync(Token));
        Assert.Equal(new ErasureResult(1), await store.Erasure.EraseAsync("+15550199", Token));
        Assert.Empty(await ReadAsync(store, Answered));
        Assert.Null(await store.Search.ResolveAsync("abc@carrier.example", Token));
        Assert.Equal("erased", (await store.Events.FindRecordAsync(Answered, Token))!.Redaction);
    }

    [Fact]
    public async Task Each_version_in_between_is_upgraded_too_and_takes_new_calls()
    {
        for (var schema = 2; schema < StoreSchema.Latest; schema++)
        {
            await using var store = await UpgradedAsync(schema);
            var call = CallId.New(TimeProvider.System);
            store.Events.Append(Event(call, 1, new Ringing()));
            store.Events.Save(new CallRecord { CallId = call, StartedAt = Noon, Cause = CallCause.CallerHungUp });
            await store.Events.FlushAsync(Token);

            Assert.Equal(OldStore.Events.Count(static one => one.GetProperty("call_id").GetString() == OldStore.Answered), (await ReadAsync(store, Answered)).Count);
            Assert.Equal(4, (await store.Events.ListRecordsAsync(10, null, Token)).Count);
            Assert.Single(await ReadAsync(store, call));
            Assert.Null(store.Health.Fault);
        }
    }

    private async Task<StoreFixture> UpgradedAsync(int schema)
    {
        var store = Create();
        OldStore.Make(store.Database, schema);
        await store.Service.StartingAsync(Token);
        return store;
    }

    /// <summary>Each member that was written is read with its value; what is new has come besides.</summary>
    private static void AssertHolds(JsonElement written, byte[] read)
    {
        using var json = JsonDocument.Parse(read);
        AssertHolds(written, json.RootElement, Encoding.UTF8.GetString(read));
    }

    private static void AssertHolds(JsonElement written, JsonElement read, string all)
    {
        if (written.ValueKind != JsonValueKind.Object)
        {
            Assert.True(JsonElement.DeepEquals(written, read) || IsSameTime(written, read), $"{written} was written, {read} read in {all}");
            return;
        }

        foreach (var member in written.EnumerateObject())
        {
            Assert.True(read.TryGetProperty(member.Name, out var value), $"{member.Name} was written and is not read in {all}");
            AssertHolds(member.Value, value, all);
        }
    }

    private static bool IsSameTime(JsonElement written, JsonElement read) => written.ValueKind == JsonValueKind.String && read.ValueKind == JsonValueKind.String
        && written.TryGetDateTimeOffset(out var one) && read.TryGetDateTimeOffset(out var other) && one == other;
}
