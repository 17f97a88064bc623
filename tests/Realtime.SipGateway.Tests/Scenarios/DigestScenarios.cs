using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Trunks whose callers prove who they are by a password.</summary>
public sealed class DigestScenarios
{
    private const string Uri = "sip:+15550100@127.0.0.1";

    [Fact]
    public async Task A_caller_with_the_password_is_let_in_and_its_trunk_is_known_by_its_user()
    {
        await using var scenario = await StartAsync();
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        var challenge = await caller.FinalAsync();
        Assert.Equal(401, challenge.StatusCode);
        Assert.Equal(
            ["SHA-256", "MD5"],
            challenge.Headers.Where(header => header.Id == SipHeaderId.WwwAuthenticate).Select(header => header.Value.Contains("SHA-256", StringComparison.Ordinal) ? "SHA-256" : "MD5"));

        await caller.InviteAgainAsync(DigestText.Authorization(challenge, "branch", "second password", Uri));
        Assert.Equal(200, (await caller.FinalAsync()).StatusCode);
        await caller.AcknowledgeAsync();
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);

        var record = await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal("branch", Assert.Single(events.OfType<InviteReceived>()).Trunk);
        Assert.Equal(new CallerAuthenticated("digest", "branch"), Assert.Single(events.OfType<CallerAuthenticated>()));
    }

    [Theory]
    [InlineData("branch", "first password")]
    [InlineData("stranger", "second password")]
    public async Task A_caller_without_the_password_stays_outside(string user, string password)
    {
        await using var scenario = await StartAsync();
        await using var caller = scenario.Caller();
        await caller.InviteAsync();

        await caller.InviteAgainAsync(DigestText.Authorization(await caller.FinalAsync(), user, password, Uri));

        var answer = await caller.FinalAsync();
        Assert.Equal(401, answer.StatusCode);
        Assert.DoesNotContain("stale", answer.Headers.First(SipHeaderId.WwwAuthenticate), StringComparison.Ordinal);
        Assert.Empty(scenario.Calls.List());
        Assert.Contains(scenario.Log.Lines, line => line.Message.Contains("does not prove to be of trunk", StringComparison.Ordinal));
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Message.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_that_somebody_listened_to_open_nothing()
    {
        await using var scenario = await StartAsync();
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        var credentials = DigestText.Authorization(await caller.FinalAsync(), "pbx", "first password", Uri);
        await caller.InviteAgainAsync(credentials);
        Assert.Equal(200, (await caller.FinalAsync()).StatusCode);
        await caller.AcknowledgeAsync();

        await using var thief = scenario.Caller();
        await thief.InviteAsync(headers: credentials);

        var answer = await thief.FinalAsync();
        Assert.Equal(401, answer.StatusCode);
        Assert.Contains("stale=true", answer.Headers.First(SipHeaderId.WwwAuthenticate), StringComparison.Ordinal);
        await caller.HangUpAsync();
    }

    private static async Task<GatewayScenario> StartAsync()
    {
        Environment.SetEnvironmentVariable("SCENARIO_PBX_PASSWORD", "first password");
        Environment.SetEnvironmentVariable("SCENARIO_BRANCH_PASSWORD", "second password");
        var settings = new Dictionary<string, string?> { ["Trunks:carrier:Sources:0"] = "203.0.113.1" };
        foreach (var trunk in new[] { "pbx", "branch" })
        {
            settings[$"Trunks:{trunk}:Digest:Username"] = trunk;
            settings[$"Trunks:{trunk}:Digest:Password"] = $"env:SCENARIO_{trunk.ToUpperInvariant()}_PASSWORD";
            settings[$"Trunks:{trunk}:MediaNetworks:0"] = "127.0.0.0/8";
            settings[$"Trunks:{trunk}:AllowKeysInClear"] = "true";
        }

        return await GatewayScenario.StartAsync(settings);
    }
}
