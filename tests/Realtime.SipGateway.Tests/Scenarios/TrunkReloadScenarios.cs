using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

public sealed class TrunkReloadScenarios
{
    [Fact]
    public async Task A_changed_trunk_is_in_force_for_new_calls_and_calls_in_progress_go_on()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var before = scenario.Caller();
        await using var after = scenario.Caller();
        Assert.Equal(200, (await before.CallAsync()).StatusCode);

        scenario.Change(new() { ["Trunks:carrier:MaxCalls"] = "1", ["Trunks:carrier:MaxCallSeconds"] = "10", ["Trunks:second:Sources:0"] = "203.0.113.7" });
        await scenario.LoggedAsync("Trunks are in force as changed: 2, 1 new, 0 gone");

        // The call that goes on holds the one place.
        await after.InviteAsync();
        Assert.Equal(503, (await after.FinalAsync()).StatusCode);
        Assert.Equal(200, (await before.HangUpAsync()).StatusCode);
        Assert.Equal("carrier", (await scenario.RecordAsync(before)).Trunk);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Service<TrunkBook>().Find("carrier") is { IsFull: false } free ? free : null));
        await using var again = scenario.Caller();
        Assert.Equal(200, (await again.CallAsync()).StatusCode);
        await again.HangUpAsync();
    }

    [Fact]
    public async Task What_is_read_at_the_start_only_is_told_when_it_changes()
    {
        await using var scenario = await GatewayScenario.StartAsync();

        scenario.Change(new() { ["Sip:WebhookTimeoutMs"] = "4000" });

        Assert.Equal(LogLevel.Warning, (await scenario.LoggedAsync("take effect with the next one")).Level);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Message.Contains("in force as changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faulty_settings_change_nothing_and_every_fault_is_told()
    {
        await using var scenario = await GatewayScenario.StartAsync();

        scenario.Change(new() { ["Trunks:carrier:MaxCalls"] = "0", ["Trunks:carrier:Sources:0"] = "nowhere", ["Sip:Defence:BanScore"] = "1" });
        var line = await scenario.LoggedAsync("settings have 3 faults");

        Assert.Equal(LogLevel.Error, line.Level);
        Assert.All(
            new[] { "Trunks:carrier:MaxCalls 0", "Trunks:carrier:Sources:0 'nowhere'", "Sip:Defence:BanScore 1" },
            fault => Assert.Contains(fault, line.Message, StringComparison.Ordinal));
        Assert.Equal("Degraded", await scenario.Http.GetStringAsync(new Uri(scenario.Address, "/ready"), TestContext.Current.CancellationToken));
        await using var caller = scenario.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        await caller.HangUpAsync();

        scenario.Change(new() { ["Trunks:carrier:MaxCalls"] = "7", ["Trunks:carrier:Sources:0"] = "127.0.0.1", ["Sip:Defence:BanScore"] = "100" });
        await scenario.LoggedAsync("Trunks are in force as changed: 1, 0 new, 0 gone");
        Assert.Equal(7, scenario.Service<TrunkBook>().Find("carrier")!.Options.MaxCalls);
        Assert.Equal("Healthy", await scenario.Http.GetStringAsync(new Uri(scenario.Address, "/ready"), TestContext.Current.CancellationToken));
    }
}
