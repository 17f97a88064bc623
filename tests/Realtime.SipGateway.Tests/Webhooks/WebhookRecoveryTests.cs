using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.OpenAi;
using Realtime.SipGateway.Webhooks;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>What a process that died left at the vendor, at each point that it can have died at.</summary>
public sealed class WebhookRecoveryTests
{
    [Theory]
    [InlineData("accepted", "hangup")]
    [InlineData("ringing", "hangup reject")]
    [InlineData("gone", "hangup reject")]
    [InlineData("rejected", "hangup reject")]
    public async Task A_claim_without_a_decision_is_ended_whatever_the_accept_came_to(string atTheVendor, string requests)
    {
        var claims = new MemoryClaimLedger();
        await ClaimAsync(claims, "wh_old", TimeSpan.FromSeconds(20));

        await using var host = await WebhookHost.StartAsync(claims: claims, vendor: (request, context) => (atTheVendor, request.Path.Split('/')[^1]) switch
        {
            ("accepted", "hangup") or ("ringing", "reject") => Task.CompletedTask,
            _ => FakeVendor.ErrorAsync(context, 404, "call_id_not_found"),
        });

        Assert.Equal("recovered", await host.DecisionAsync("wh_old"));
        Assert.Equal(requests, string.Join(' ', host.Vendor.Requests.Select(request => request.Path.Split('/')[^1])));
        Assert.All(host.Vendor.Requests, request => Assert.StartsWith("/v1/realtime/calls/rtc_wh_old/", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_whose_vendor_does_not_take_the_hang_up_is_tried_again_each_minute()
    {
        var claims = new MemoryClaimLedger();
        await ClaimAsync(claims, "wh_old", TimeSpan.FromSeconds(20));
        var time = new ManualTimeProvider();
        var refuses = true;

        await using var host = await WebhookHost.StartAsync(
            new() { ["Policy:PollMs"] = "3600000" }, claims, time: time, vendor: (_, context) => Volatile.Read(ref refuses) ? FakeVendor.ErrorAsync(context, 401, "invalid_api_key") : Task.CompletedTask);

        foreach (var tries in Enumerable.Range(1, 3))
        {
            // No request is under way any more, and the next one is a minute off.
            await WebhookHost.UntilAsync(() => !time.IsDueWithin(WebhookRecovery.Pause / 2) && time.IsDueWithin(WebhookRecovery.Pause));
            Assert.Equal((tries, null), (host.Vendor.Requests.Count, claims.DecisionOn("wh_old")));
            Volatile.Write(ref refuses, tries < 3);
            time.Advance(WebhookRecovery.Pause);
        }

        Assert.Equal("recovered", await host.DecisionAsync("wh_old"));
        Assert.All(host.Vendor.Requests, request => Assert.EndsWith("/hangup", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_vendor_that_does_not_answer()
    {
        var claims = new MemoryClaimLedger();
        foreach (var number in Enumerable.Range(0, 20))
        {
            await ClaimAsync(claims, $"wh_{number}", TimeSpan.FromMinutes(number));
        }

        // Its time stands still: no request ends by a time limit.
        await using var host = await WebhookHost.StartAsync(
            new() { ["Policy:PollMs"] = "3600000" }, claims, time: new ManualTimeProvider(), vendor: static (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await WebhookHost.UntilAsync(() => host.Vendor.Requests.Count >= 8);

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);

        Assert.InRange(host.Vendor.Requests.Count, 8, 16);
        Assert.All(Enumerable.Range(0, 20), number => Assert.Null(claims.DecisionOn($"wh_{number}")));
    }

    [Fact]
    public async Task A_store_in_trouble_keeps_no_session_alive()
    {
        var claims = new MemoryClaimLedger { FailingDecisions = 8 };
        foreach (var number in Enumerable.Range(0, 20))
        {
            await ClaimAsync(claims, $"wh_{number}", TimeSpan.FromMinutes(number));
        }

        var time = new ManualTimeProvider();
        await using var host = await WebhookHost.StartAsync(new() { ["Policy:PollMs"] = "3600000" }, claims, time: time);

        await WebhookHost.UntilAsync(() => !time.IsDueWithin(WebhookRecovery.Pause / 2) && time.IsDueWithin(WebhookRecovery.Pause));
        Assert.Equal(20, host.Vendor.Requests.Select(static request => request.Path).Distinct().Count());
        Assert.Equal(12, Enumerable.Range(0, 20).Count(number => claims.DecisionOn($"wh_{number}") is not null));
        time.Advance(WebhookRecovery.Pause);
        foreach (var number in Enumerable.Range(0, 20))
        {
            Assert.Equal("recovered", await host.DecisionAsync($"wh_{number}"));
        }
    }

    [Fact]
    public async Task The_vendors_retry_of_what_a_dead_process_claimed_accepts_nothing()
    {
        var claims = new MemoryClaimLedger();
        await ClaimAsync(claims, "wh_old", TimeSpan.FromSeconds(20));
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:AllowCallsWithoutToken"] = "true" }, claims);
        await host.DecisionAsync("wh_old");

        using var sameId = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_wh_old", ("From", "<sip:a@b.example>")), "wh_old");
        using var otherId = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_wh_old", ("From", "<sip:a@b.example>")), "wh_other");

        Assert.True(sameId.IsSuccessStatusCode && otherId.IsSuccessStatusCode);
        Assert.DoesNotContain(host.Vendor.Requests, request => request.Path.EndsWith("/accept", StringComparison.Ordinal));
        Assert.Empty(host.Calls.List());
    }

    [Fact]
    public async Task Several_claims_are_all_ended()
    {
        var claims = new MemoryClaimLedger();
        foreach (var number in Enumerable.Range(0, 20))
        {
            await ClaimAsync(claims, $"wh_{number}", TimeSpan.FromMinutes(number));
        }

        await using var host = await WebhookHost.StartAsync(claims: claims);

        foreach (var number in Enumerable.Range(0, 20))
        {
            Assert.Equal("recovered", await host.DecisionAsync($"wh_{number}"));
        }
    }

    [Fact]
    public async Task A_claim_older_than_any_session_is_only_noted()
    {
        var claims = new MemoryClaimLedger();
        await ClaimAsync(claims, "wh_old", TimeSpan.FromHours(3));

        await using var host = await WebhookHost.StartAsync(claims: claims);

        Assert.Equal("expired", await host.DecisionAsync("wh_old"));
        Assert.Empty(host.Vendor.Requests);
    }

    [Fact]
    public async Task A_claim_for_a_target_that_is_gone_is_noted()
    {
        var claims = new MemoryClaimLedger();
        await claims.TryClaimAsync(
            new WebhookClaim("wh_old", "elsewhere", RealtimeCallId.Parse("rtc_1"), null, DateTimeOffset.UtcNow), CancellationToken.None);

        await using var host = await WebhookHost.StartAsync(claims: claims);

        Assert.Equal("refused:target_gone", await host.DecisionAsync("wh_old"));
    }

    private static async Task ClaimAsync(MemoryClaimLedger claims, string webhookId, TimeSpan age) => await claims.TryClaimAsync(
        new WebhookClaim(webhookId, "openai", RealtimeCallId.Parse("rtc_" + webhookId), CallId.New(TimeProvider.System), DateTimeOffset.UtcNow - age),
        CancellationToken.None);
}
