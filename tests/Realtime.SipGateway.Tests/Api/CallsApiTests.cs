using System.Net;
using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class CallsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_calls_and_records_are_listed()
    {
        await using var host = await ApiHost.StartAsync();
        var (ended, _) = host.Begin();
        ended.End(CallOutcome.CallerHungUp);
        var (live, _) = host.Begin();
        await WebhookHost.UntilAsync(() => host.Viewer.GetStringAsync("/api/calls").GetAwaiter().GetResult().Contains("caller_hung_up", StringComparison.Ordinal));

        var list = await ApiHost.JsonAsync(await host.Viewer.GetAsync("/api/calls", Token));

        var one = Assert.Single(list.GetProperty("live").EnumerateArray());
        Assert.Equal(live.Id.Value, one.GetProperty("call_id").GetString());
        Assert.Equal(1, list.GetProperty("live_total").GetInt32());
        Assert.Equal(("decided", "sip", "otherwise", true),
            (one.GetProperty("state").GetString(), one.GetProperty("source").GetString(), one.GetProperty("rule").GetString(), one.GetProperty("live").GetBoolean()));
        Assert.Equal(ended.Id.Value, Assert.Single(list.GetProperty("records").EnumerateArray()).GetProperty("call_id").GetString());
        Assert.False(list.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task Records_are_paged()
    {
        await using var host = await ApiHost.StartAsync();
        for (var count = 0; count < 5; count++)
        {
            host.Begin().Call.End(CallOutcome.CallerHungUp);
        }

        var (last, _) = host.Begin();
        last.End(CallOutcome.AgentHungUp);
        await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{last.Id}", Token));
        var seen = new List<string>();
        var next = "/api/calls?limit=4";
        while (next is not null)
        {
            var page = await ApiHost.JsonAsync(await host.Viewer.GetAsync(next, Token));
            seen.AddRange(page.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("call_id").GetString()!));
            next = page.TryGetProperty("next", out var before) ? "/api/calls?limit=4&before=" + Uri.EscapeDataString(before.GetString()!) : null;
        }

        Assert.Equal(6, seen.Distinct().Count());
        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public async Task A_call_is_found_live_and_the_moment_after_it_ended()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();

        var live = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}", Token));
        call.End(CallOutcome.CallerHungUp);
        var record = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}", Token));

        Assert.True(live.GetProperty("live").GetBoolean());
        Assert.Equal("caller_hung_up", record.GetProperty("cause").GetString());
        Assert.Equal(1, record.GetProperty("schema").GetInt32());
    }

    [Fact]
    public async Task Stored_events_are_an_array_of_envelopes()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();
        call.Record(new CallerSaid("item_1", "Hello", "en"));
        call.Record(new CallerPartial("item_1", "Hel"));
        call.Record(new DigitReceived("5"));

        var all = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}/events", Token));
        var part = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}/events?after=1&limit=1", Token));

        Assert.Equal(["decision.made", "transcript.caller", "caller.digit"], all.EnumerateArray().Select(one => one.GetProperty("type").GetString()!));
        Assert.Equal([1, 2, 3], all.EnumerateArray().Select(one => one.GetProperty("seq").GetInt32()));
        Assert.Equal("Hello", Assert.Single(part.EnumerateArray()).GetProperty("data").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("/api/calls?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/calls?limit=201", HttpStatusCode.BadRequest)]
    [InlineData("/api/calls?limit=abc", HttpStatusCode.BadRequest)]
    [InlineData("/api/calls?before=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("/api/calls/abc", HttpStatusCode.NotFound)]
    [InlineData("/api/calls/call_00000000000000000000000000000000", HttpStatusCode.NotFound)]
    [InlineData("/api/calls/abc/events", HttpStatusCode.NotFound)]
    [InlineData("/api/calls/call_00000000000000000000000000000000/events", HttpStatusCode.NotFound)]
    [InlineData("/api/calls/call_00000000000000000000000000000000/events?limit=5001", HttpStatusCode.BadRequest)]
    [InlineData("/api/calls/call_00000000000000000000000000000000/events?after=-1", HttpStatusCode.BadRequest)]
    [InlineData("/api/events?call=abc", HttpStatusCode.BadRequest)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    public async Task What_is_wrong_is_told_as_a_problem(string path, HttpStatusCode status)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Viewer.GetAsync(path, Token);

        await WebhookHost.AssertProblemAsync(status, answer);
    }

    [Theory]
    [InlineData(null, "ops")]
    [InlineData("{}", "ops")]
    [InlineData("""{"reason":"abusive\r\ncaller"}""", "ops: abusivecaller")]
    public async Task A_supervisor_hangs_up_and_the_record_says_who(string? body, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();

        using var answer = await host.Supervisor.PostAsync(
            $"/api/calls/{call.Id}/hangup", body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp, null, reason), Assert.Single(control.HangUps));
        var record = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}", Token));
        Assert.Equal("operator", record.GetProperty("ended_by").GetString());
        var events = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}/events", Token));
        Assert.Contains(events.EnumerateArray(), one => one.GetProperty("type").GetString() == "call.hang_up_requested");

        using var again = await host.Supervisor.PostAsync($"/api/calls/{call.Id}/hangup", null, Token);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.NotFound, again);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"raison":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task A_bad_body_is_400_and_hangs_nothing_up(string body, HttpStatusCode status)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();

        using var answer = await host.Supervisor.PostAsync($"/api/calls/{call.Id}/hangup", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        await WebhookHost.AssertProblemAsync(status, answer);
        Assert.Empty(control.HangUps);
    }

    [Fact]
    public async Task A_large_body_is_413()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();

        using var answer = await host.Supervisor.PostAsync(
            $"/api/calls/{call.Id}/hangup", new StringContent("{\"reason\":\"" + new string('x', 20_000) + "\"}", Encoding.UTF8, "application/json"), Token);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, answer);
    }

    [Fact]
    public async Task A_card_number_in_a_live_call_is_not_shown()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin(caller: "4111111111111111");

        var live = await ApiHost.JsonAsync(await host.Viewer.GetAsync($"/api/calls/{call.Id}", Token));

        Assert.Equal("[redacted]", live.GetProperty("caller").GetString());
    }
}
