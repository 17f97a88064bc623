using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

/// <summary><c>gateway erase</c> as it is typed, on the store of a gateway that runs.</summary>
[Collection(nameof(ConsoleCollection))]
public sealed class EraseCommandTests
{
    private const string Number = "+15550199";

    private static readonly DateTimeOffset Noon = new(2025, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_is_erased_and_what_is_exported_has_the_calls_without_the_caller()
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);
        var mine = await AddAsync(store, Number);
        var other = await AddAsync(store, "+15550123");

        var (code, told, error) = await command.RunAsync(["erase", "--number", "001 (555) 0199"]);
        var (again, nobody, _) = await command.RunAsync(["erase", "--number", Number, "--json"]);
        var (_, exported, _) = await command.RunAsync(["export", "--format", "csv"]);
        var (_, ladder, _) = await command.RunAsync(["call", mine.Value, "--full"]);
        var (_, audited, _) = await command.RunAsync(["audit", "list", "--json"]);

        Assert.Equal((ExitCode.Ok, "", "Erased the caller of 1 calls"), (code, error, told.TrimEnd()));
        Assert.Equal(ExitCode.Ok, again);
        Assert.Equal(0, JsonDocument.Parse(nobody).RootElement.GetProperty("calls").GetInt32());
        Assert.Equal(3, exported.TrimEnd().Split("\r\n").Length);
        Assert.Contains("+15550123", exported, StringComparison.Ordinal);
        Assert.Contains("erased", exported, StringComparison.Ordinal);
        Assert.All([exported, ladder, audited], static text => Assert.DoesNotContain("5550199", text, StringComparison.Ordinal));
        Assert.Contains("caller.erased", audited, StringComparison.Ordinal);
        Assert.Empty(store.Database.Read("SELECT seq FROM call_events WHERE call_id = @call", static reader => reader.GetInt64(0), ("@call", mine.Value)));
        Assert.Equal("+15550123", (await store.Events.FindRecordAsync(other, Token))!.Caller);
    }

    [Fact]
    public async Task A_caller_who_talks_is_not_erased()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        using var command = CommandRun.Create(scenario.Folder);

        var (code, output, error) = await command.RunAsync(["erase", "--number", Number]);

        Assert.Equal((ExitCode.No, ""), (code, output));
        Assert.Contains("lives, or has just ended", error, StringComparison.Ordinal);
        await caller.HangUpAsync();
        Assert.Equal(Number, (await scenario.RecordAsync(caller)).Caller);
    }

    [Fact]
    public async Task What_is_no_number_or_cannot_be_found_by_one_is_told()
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);
        await AddAsync(store, Number);

        var (noNumber, _, tooShort) = await command.RunAsync(["erase", "--number", "12"]);
        var (missing, _, required) = await command.RunAsync(["erase"]);
        var (masked, _, cannot) = await command.RunAsync(["erase", "--number", Number, "--Store:Numbers=last4"]);

        Assert.Equal(ExitCode.Misuse, noNumber);
        Assert.Contains("digits", tooShort, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Ok, missing);
        Assert.Contains("--number", required, StringComparison.Ordinal);
        Assert.Equal(ExitCode.No, masked);
        Assert.Contains("Store:Numbers is last4", cannot, StringComparison.Ordinal);
        Assert.Equal(Number, Assert.Single(await store.Events.ListRecordsAsync(10, null, Token)).Caller);
    }

    private static Task<StoreFixture> OpenAsync(CommandRun command) => StoreFixture.OpenAsync(command.Folder, new StoreOptions { Path = "gateway.db" });

    private static async Task<CallId> AddAsync(StoreFixture store, string caller)
    {
        var call = CallId.New(TimeProvider.System);
        store.Events.Append(new CallEvent(call, 1, Noon, "node-2", new InviteReceived("carrier", "s", "udp", "+15550100", caller, null, "abc", "srtp")));
        store.Events.Append(new CallEvent(call, 2, Noon.AddMinutes(1), "node-2", new CallEnded(CallOutcome.CallerHungUp)));
        store.Events.Save(new CallRecord
        {
            CallId = call,
            Caller = caller,
            CallerSipCallId = $"{caller}@carrier",
            StartedAt = Noon,
            EndedAt = Noon.AddMinutes(1),
            EndedBy = CallEndedBy.Caller,
            Cause = CallCause.CallerHungUp,
        });
        await store.Events.FlushAsync(Token);
        return call;
    }
}
