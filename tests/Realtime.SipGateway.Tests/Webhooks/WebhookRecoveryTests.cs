using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

public sealed class WebhookRecoveryTests
{
    [Fact]
    public async Task A_claim_that_a_dead_process_left_is_ended_at_the_vendor()
    {
        var claims = new MemoryClaimLedger();
        await ClaimAsync(claims, "wh_old", TimeSpan.FromSeconds(20));

        await using var host = await WebhookHost.StartAsync(claims: claims);

        Assert.Equal("recovered", await host.DecisionAsync("wh_old"));
        Assert.Equal("/v1/realtime/calls/rtc_wh_old/hangup", Assert.Single(host.Vendor.Requests).Path);
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
