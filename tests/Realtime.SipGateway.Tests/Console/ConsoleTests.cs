using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Console;
using Realtime.SipGateway.Tests.Api;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Console;

public sealed class ConsoleTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signs_in_sees_who_they_are_and_which_policy_is_in_force()
    {
        await using var host = await ApiHost.StartAsync();
        await AddAsync(host, "ada", "supervisor");
        using var browser = new Browser(host.Anonymous.BaseAddress!);

        using var signedIn = await browser.SignInAsync("Ada", Password);
        var session = Assert.Single(browser.SetCookies, static cookie => cookie.StartsWith("gateway_session=", StringComparison.Ordinal));
        var (status, page) = await browser.GetAsync("/console");

        Assert.Equal((HttpStatusCode.SeeOther, "/console"), (signedIn.StatusCode, signedIn.Headers.Location?.ToString()));
        foreach (var flag in new[] { "httponly", "secure", "samesite=strict", "path=/" })
        {
            Assert.Contains(flag, session, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("ada (supervisor)", page, StringComparison.Ordinal);
        Assert.Contains(host.Policies.Current.Version, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_a_wrong_name_look_the_same_and_are_audited_without_what_was_typed()
    {
        await using var host = await ApiHost.StartAsync();
        await AddAsync(host, "ada", "viewer");
        using var browser = new Browser(host.Anonymous.BaseAddress!);

        using var wrong = await browser.SignInAsync("ada", "not the password");
        using var unknown = await browser.SignInAsync("eve<script>", Password);
        var entries = await host.Service<IAuditLog>().ListAsync(new AuditQuery { Action = "login.failed" }, 10, null, Token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.StatusCode, unknown.StatusCode));
        var pages = (await wrong.Content.ReadAsStringAsync(Token), await unknown.Content.ReadAsStringAsync(Token));
        Assert.Contains("Name or password is wrong.", pages.Item1, StringComparison.Ordinal);
        Assert.Contains("Name or password is wrong.", pages.Item2, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", pages.Item2, StringComparison.Ordinal);
        Assert.DoesNotContain("not the password", pages.Item1, StringComparison.Ordinal);
        Assert.Equal(["(unknown name)", "ada"], entries.Select(entry => entry.Object));
        Assert.All(entries, static entry => Assert.Equal("stranger", entry.Actor));
        Assert.DoesNotContain(browser.Cookies.Keys, static name => name == "gateway_session");
    }

    [Fact]
    public async Task The_api_takes_the_session_and_wants_a_token_for_changes()
    {
        await using var host = await ApiHost.StartAsync();
        await AddAsync(host, "ada", "supervisor");
        using var browser = new Browser(host.Anonymous.BaseAddress!);
        (await browser.SignInAsync("ada", Password)).Dispose();
        var (call, control) = host.Begin();

        var (_, text) = await browser.GetAsync("/api/me");
        using var me = JsonDocument.Parse(text);
        using var without = await browser.SendAsync(HttpMethod.Post, $"/api/calls/{call.Id}/hangup");
        var before = control.HangUps.Count;
        using var with = await browser.SendAsync(
            HttpMethod.Post, $"/api/calls/{call.Id}/hangup", null, ("X-Csrf-Token", me.RootElement.GetProperty("csrf_token").GetString()!));
        using var above = await browser.SendAsync(HttpMethod.Get, "/api/keys");

        Assert.Equal("user:ada", me.RootElement.GetProperty("subject").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, 0), (without.StatusCode, before));
        Assert.Equal((HttpStatusCode.Accepted, 1), (with.StatusCode, control.HangUps.Count));
        Assert.Equal((HttpStatusCode.Forbidden, "application/problem+json"), (above.StatusCode, above.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_session_follows_what_becomes_of_its_user()
    {
        var time = new ManualTimeProvider();
        await using var host = await ApiHost.StartAsync(time: time);
        var user = await AddAsync(host, "ada", "viewer");
        using var browser = new Browser(host.Anonymous.BaseAddress!);
        var ledger = host.Service<IUserLedger>();

        (await browser.SignInAsync("ada", Password)).Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/keys")).Status);
        await ledger.ChangeAsync(user with { Scope = "admin" }, Token);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/keys")).Status);
        await ledger.ChangeAsync(user with { Stamp = "other" }, Token);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/me")).Status);

        (await browser.SignInAsync("ada", Password)).Dispose();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/me")).Status);
        await ledger.RemoveAsync("ada", Token);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/me")).Status);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_after_a_shift_however_it_is_used()
    {
        var time = new ManualTimeProvider();
        await using var host = await ApiHost.StartAsync(new() { ["Console:IdleMinutes"] = "30", ["Console:SessionHours"] = "2" }, time: time);
        await AddAsync(host, "ada", "viewer");
        using var browser = new Browser(host.Anonymous.BaseAddress!);

        (await browser.SignInAsync("ada", Password)).Dispose();
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/me")).Status);

        (await browser.SignInAsync("ada", Password)).Dispose();
        for (var used = 0; used < 5; used++)
        {
            time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/me")).Status);
        }

        time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/me")).Status);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_locks_nobody_out_who_signed_in_here_before()
    {
        await using var host = await ApiHost.StartAsync();
        await AddAsync(host, "ada", "viewer");
        using var known = new Browser(host.Anonymous.BaseAddress!);
        (await known.SignInAsync("ada", Password)).Dispose();
        known.Cookies.Remove("gateway_session");

        using var guesser = new Browser(host.Anonymous.BaseAddress!);
        var answers = new List<HttpStatusCode>();
        for (var guess = 0; guess < LoginThrottle.PerUser + 1; guess++)
        {
            using var answer = await guesser.SignInAsync("ada", $"guess number {guess}");
            answers.Add(answer.StatusCode);
        }

        using var lucky = await guesser.SignInAsync("ada", Password);
        using var herself = await known.SignInAsync("ada", Password);

        Assert.Equal(LoginThrottle.PerUser, answers.Count(static status => status == HttpStatusCode.Unauthorized));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (answers[^1], lucky.StatusCode));
        Assert.NotNull(lucky.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.SeeOther, herself.StatusCode);
    }

    [Theory]
    [InlineData("/api/policy", "/api/policy")]
    [InlineData("https://evil.example/", "/console")]
    [InlineData("//evil.example/", "/console")]
    [InlineData("/\\evil.example/", "/console")]
    public async Task Sign_in_leads_back_to_paths_of_ours_only(string wanted, string got)
    {
        await using var host = await ApiHost.StartAsync();
        await AddAsync(host, "ada", "viewer");
        using var browser = new Browser(host.Anonymous.BaseAddress!);

        using var signedIn = await browser.SignInAsync("ada", Password, wanted);

        Assert.Equal(got, signedIn.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Sign_out_ends_the_session_and_neither_works_without_the_token_of_the_page()
    {
        await using var host = await ApiHost.StartAsync();
        await AddAsync(host, "ada", "viewer");
        using var browser = new Browser(host.Anonymous.BaseAddress!);
        using var forged = await browser.PostAsync("/console/login", "", ("name", "ada"), ("password", Password));
        (await browser.SignInAsync("ada", Password)).Dispose();
        var (_, page) = await browser.GetAsync("/console");

        using var forgedOut = await browser.PostAsync("/console/logout", "");
        using var signedOut = await browser.PostAsync("/console/logout", page);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.SeeOther), (forged.StatusCode, forgedOut.StatusCode, signedOut.StatusCode));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/console")).Status);
    }

    [Fact]
    public async Task A_password_is_not_taken_over_plain_http_from_elsewhere_but_behind_a_proxy_that_is_trusted()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:TrustedProxies:0"] = "127.0.0.0/8" });
        using var browser = new Browser(host.Anonymous.BaseAddress!);

        var plain = await browser.GetAsync("/console/login", ("X-Forwarded-For", "198.51.100.7"));
        using var secure = await browser.SendAsync(HttpMethod.Get, "/console/login", null, ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https"));

        Assert.Equal(HttpStatusCode.Forbidden, plain.Status);
        Assert.Contains("HTTPS is needed", plain.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.True(secure.Headers.Contains("Strict-Transport-Security"));
        Assert.Contains(browser.SetCookies, static cookie => cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Pages_run_no_script_and_stand_in_no_frame()
    {
        await using var host = await ApiHost.StartAsync();
        using var browser = new Browser(host.Anonymous.BaseAddress!);

        using var answer = await browser.SendAsync(HttpMethod.Get, "/console/login");
        var page = await answer.Content.ReadAsStringAsync(Token);
        using var style = await browser.SendAsync(HttpMethod.Get, "/console/style.css");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.Contains("There are no users yet", page, StringComparison.Ordinal);
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
        Assert.Contains(":focus-visible", await style.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_of_the_gateway()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await AddAsync(scenario.Service<IUserLedger>(), scenario.Service<Passwords>(), "ada", "viewer");
        using var browser = new Browser(scenario.Address);
        (await browser.SignInAsync("ada", Password)).Dispose();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).Status);

        await scenario.RestartGatewayAsync();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/console")).Status);
    }

    private static Task<StoredUser> AddAsync(ApiHost host, string name, string scope) =>
        AddAsync(host.Service<IUserLedger>(), host.Service<Passwords>(), name, scope);

    private static async Task<StoredUser> AddAsync(IUserLedger ledger, Passwords passwords, string name, string scope)
    {
        var user = new StoredUser(name, "", scope, Passwords.NewStamp(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        user = user with { PasswordHash = passwords.Hash(user, Password) };
        Assert.True(await ledger.AddAsync(user, Token));
        return user;
    }
}
