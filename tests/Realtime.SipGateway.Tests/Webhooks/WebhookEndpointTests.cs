using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.OpenAi;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

public sealed class WebhookEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_call_of_ours_is_claimed_answered_and_accepted_with_its_agents_session()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(call.Id, Assert.Single(host.Claims.Claims).CallId);
        Assert.Equal("accepted", await host.DecisionAsync());
        Assert.Equal(CallState.Accepted, call.Progress.State);
        var request = Assert.Single(host.Vendor.Requests);
        Assert.Equal("/v1/realtime/calls/rtc_1/accept", request.Path);
        Assert.Empty(OpenApiSchemas.Faults("RealtimeSessionCreateRequestGA", request.Body));
        Assert.Equal(
            ["decision.made", "webhook.received", "accept.sent", "accept.answered"], host.EventsOf(call).Select(one => one.Type));
    }

    [Fact]
    public async Task The_claim_is_made_before_the_answer_and_the_accept()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        var claimed = 0;
        host.Vendor.Answer = (_, _, _) =>
        {
            claimed = host.Claims.Claims.Count;
            return Task.CompletedTask;
        };

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));
        await host.DecisionAsync();

        Assert.Equal(1, claimed);
    }

    [Theory]
    [InlineData("wh_1", "rtc_1")]
    [InlineData("wh_2", "rtc_1")]
    [InlineData("wh_1", "rtc_2")]
    public async Task A_repeated_webhook_or_call_is_acknowledged_and_nothing_else(string webhookId, string id)
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));
        await host.DecisionAsync();

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall(id, call, token), webhookId);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(host.Claims.Claims);
        Assert.Single(host.Vendor.Requests);
    }

    [Fact]
    public async Task Of_a_hundred_deliveries_at_once_one_is_decided()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        var body = WebhookHost.IncomingCall("rtc_1", call, token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.DeliverAsync(body)));
        await host.DecisionAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(host.Vendor.Requests);
    }

    [Fact]
    public async Task A_second_vendor_call_with_the_same_token_is_rejected()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));
        await host.DecisionAsync();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_2", call, token), "wh_2");

        Assert.Equal("refused:AttemptRepeated", await host.DecisionAsync("wh_2"));
        Assert.Equal("/v1/realtime/calls/rtc_2/reject", host.Vendor.Requests.Last().Path);
        Assert.Equal(RealtimeCallId.Parse("rtc_1"), call.Progress.RealtimeCallId);
    }

    [Fact]
    public async Task A_superseded_attempts_webhook_is_rejected()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, first) = host.Dial();
        call.BeginAttempt();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, first));

        Assert.Equal("refused:AttemptSuperseded", await host.DecisionAsync());
        Assert.Equal("""{"status_code":603}""", Assert.Single(host.Vendor.Requests).Body);
        Assert.Equal(CallState.Dialing, call.Progress.State);
    }

    [Theory]
    [InlineData(false, false, "refused:TokenMissing")]
    [InlineData(true, false, "refused:TokenAmbiguous")]
    [InlineData(false, true, "refused:TokenAmbiguous")]
    public async Task A_call_with_missing_or_repeated_headers_is_rejected(bool twoIds, bool twoTokens, string decision)
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        var headers = new List<(string, string)> { ("From", "<sip:a@b>") };
        if (twoIds || twoTokens)
        {
            headers.AddRange([(AttemptToken.CallHeader, call.Id.Value), (AttemptToken.TokenHeader, token)]);
            headers.Add(twoIds ? ("x-gateway-call", call.Id.Value) : ("X-GATEWAY-TOKEN", token));
        }

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", [.. headers]));

        Assert.Equal(decision, await host.DecisionAsync());
        Assert.Equal("/v1/realtime/calls/rtc_1/reject", Assert.Single(host.Vendor.Requests).Path);
        Assert.Equal(CallState.Dialing, call.Progress.State);
    }

    [Theory]
    [InlineData("1.1750861210.AAAA")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_forged_token_is_rejected(string token)
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, _) = host.Dial();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("refused:TokenInvalid", await host.DecisionAsync());
        Assert.DoesNotContain(host.Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    [Fact]
    public async Task A_call_of_a_node_with_the_same_store_is_left_to_it()
    {
        await using var host = await WebhookHost.StartAsync(claims: new MemoryClaimLedger { IsShared = true });
        var (call, _, _) = host.Dial();
        var token = AttemptToken.Create(TimeProvider.System).Mint(call.Id, 1);

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));
        using var forged = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_2", call, "1.2.AAAA"), "wh_2");

        await WebhookHost.AssertProblemAsync(HttpStatusCode.ServiceUnavailable, answer);
        Assert.Equal(HttpStatusCode.OK, forged.StatusCode);
        Assert.Equal("refused:TokenInvalid", await host.DecisionAsync("wh_2"));
        Assert.Equal("wh_2", Assert.Single(host.Claims.Claims).WebhookId);
        Assert.Equal("""{"status_code":503}""", Assert.Single(host.Vendor.Requests).Body);
    }

    [Fact]
    public async Task Without_a_shared_store_a_strangers_call_is_refused_with_a_status_that_allows_failover()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, _) = host.Dial();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, AttemptToken.Create(TimeProvider.System).Mint(call.Id, 1)));

        Assert.Equal("refused:TokenInvalid", await host.DecisionAsync());
        Assert.Equal("""{"status_code":503}""", Assert.Single(host.Vendor.Requests).Body);
    }

    [Fact]
    public async Task A_caller_who_has_gone_is_never_accepted()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        call.End(CallOutcome.CallerCancelled);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("refused:CallGone", await host.DecisionAsync());
        Assert.DoesNotContain(host.Vendor.Requests, request => request.Path.EndsWith("/accept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_accepted_while_the_caller_went_is_hung_up()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        host.Vendor.Answer = (request, _, _) =>
        {
            if (request.Path.EndsWith("/accept", StringComparison.Ordinal))
            {
                call.End(CallOutcome.CallerCancelled);
            }

            return Task.CompletedTask;
        };

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("hung_up", await host.DecisionAsync());
        Assert.Equal(["accept", "hangup"], host.Vendor.Requests.Select(request => request.Path.Split('/')[^1]));
        Assert.Equal(CallOutcome.CallerCancelled, call.Progress.Outcome);
    }

    [Theory]
    [InlineData(400, "unknown_parameter", "refused:accept_Refused", 500)]
    [InlineData(401, "invalid_api_key", "refused:accept_Unauthorized", 500)]
    [InlineData(429, "rate_limit_exceeded", "refused:accept_RateLimited", 503)]
    public async Task A_refused_accept_ends_the_call_and_says_why(int status, string code, string decision, int sipStatus)
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, control, token) = host.Dial();
        host.Vendor.Answer = (_, _, context) => FakeVendor.ErrorAsync(context, status, code);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal(decision, await host.DecisionAsync());
        var outcome = Assert.Single(control.HangUps);
        Assert.Equal((CallEndedBy.Vendor, CallCause.AcceptRefused, sipStatus), (outcome.By, outcome.Cause, outcome.SipStatus));
        Assert.Contains(code, outcome.Reason, StringComparison.Ordinal);
        var answered = host.EventsOf(call).OfType<AcceptAnswered>().Single();
        Assert.Equal((false, status, code), (answered.Succeeded, answered.Status, answered.Code));
    }

    [Fact]
    public async Task An_accept_without_an_answer_is_undone_because_it_may_have_been_taken()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, control, token) = host.Dial();
        host.Vendor.Answer = static (request, _, context) => request.Path.Split('/')[^1] switch
        {
            "accept" => FakeVendor.ErrorAsync(context, 502, "bad_gateway"),
            "hangup" => FakeVendor.ErrorAsync(context, 404, "call_id_not_found"),
            _ => Task.CompletedTask,
        };

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("refused:accept_unknown", await host.DecisionAsync());
        Assert.Equal(["accept", "hangup", "reject"], host.Vendor.Requests.Select(request => request.Path.Split('/')[^1]));
        Assert.Single(control.HangUps);
    }

    [Fact]
    public async Task A_policy_version_that_is_gone_ends_the_call_instead_of_leaving_it_ringing()
    {
        await using var host = await WebhookHost.StartAsync();
        var control = new RecordingControl();
        var call = host.Calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip }, control)!;
        control.Call = call;
        call.Decide(CallDecision.Accept("r", "99-00000000", "desk", "openai", []));
        var (_, attempt) = call.BeginAttempt();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, host.Tokens.Mint(call.Id, attempt)));

        Assert.Equal("refused:fault", await host.DecisionAsync());
        Assert.Equal(CallCause.GatewayFault, Assert.Single(control.HangUps).Cause);
        Assert.Equal("/v1/realtime/calls/rtc_1/hangup", Assert.Single(host.Vendor.Requests).Path);
    }

    [Fact]
    public async Task Without_a_durable_claim_nothing_is_accepted_and_the_vendor_is_asked_to_repeat()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        host.Claims.Fails = true;
        var body = WebhookHost.IncomingCall("rtc_1", call, token);

        using (var refused = await host.DeliverAsync(body))
        {
            await WebhookHost.AssertProblemAsync(HttpStatusCode.ServiceUnavailable, refused);
        }

        Assert.Empty(host.Vendor.Requests);
        host.Claims.Fails = false;
        using var taken = await host.DeliverAsync(body);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal("accepted", await host.DecisionAsync());
    }

    [Fact]
    public async Task Too_many_pending_decisions_are_answered_503_before_anything_is_claimed()
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:MaxPending"] = "1" });
        var (call, _, token) = host.Dial();
        var goOn = new TaskCompletionSource();
        host.Vendor.Answer = (_, _, _) => goOn.Task;
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        using (var busy = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_2"), "wh_2"))
        {
            await WebhookHost.AssertProblemAsync(HttpStatusCode.ServiceUnavailable, busy);
        }

        Assert.Single(host.Claims.Claims);
        goOn.SetResult();
        await host.DecisionAsync();
        await WebhookHost.UntilAsync(() => host.DeliverAsync(WebhookHost.IncomingCall("rtc_2"), "wh_2").GetAwaiter().GetResult().IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_stop_waits_for_the_decisions_under_way()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        var goOn = new TaskCompletionSource();
        host.Vendor.Answer = (_, _, _) => goOn.Task;
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));
        await WebhookHost.UntilAsync(() => !host.Vendor.Requests.IsEmpty);

        var stopping = host.StopAsync();
        Assert.False(stopping.IsCompleted);
        goOn.SetResult();
        await stopping;

        Assert.Equal("accepted", host.Claims.DecisionOn("wh_1"));
    }

    [Fact]
    public async Task An_unknown_target_is_404()
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1"), target: "nobody");

        await WebhookHost.AssertProblemAsync(HttpStatusCode.NotFound, answer);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task An_expired_or_early_timestamp_is_401(int age)
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1"), ageSeconds: age);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.Unauthorized, answer);
        Assert.Empty(host.Claims.Claims);
    }

    [Fact]
    public async Task A_wrong_signature_is_401_and_logged_no_louder_than_information()
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.PostAsync("openai", Text("{}"), "wh_1", Now, "v1,AAAA");

        await WebhookHost.AssertProblemAsync(HttpStatusCode.Unauthorized, answer);
        Assert.DoesNotContain(host.Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"type":5}""")]
    public async Task Signed_garbage_is_400(string body)
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.DeliverAsync(body);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, answer);
    }

    [Theory]
    [InlineData("""{"type":"live.call.incoming","data":{"call_id":"rtc_1","sip_headers":[]}}""")]
    [InlineData("""{"type":"response.completed","data":{"id":"resp_1"}}""")]
    [InlineData("""{"type":"realtime.call.incoming"}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":null}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":{"call_id":""}}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":{"call_id":17}}""")]
    public async Task Other_events_and_tests_without_a_call_are_acknowledged(string body)
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.DeliverAsync(body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(host.Claims.Claims);
        Assert.Empty(host.Vendor.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_413_with_or_without_a_length(bool withLength)
    {
        await using var host = await WebhookHost.StartAsync();
        var bytes = new byte[300 * 1024];
        HttpContent content = withLength ? new ByteArrayContent(bytes) : new StreamContent(new MemoryStream(bytes)) { Headers = { ContentLength = null } };
        if (!withLength)
        {
            content = new ChunkedContent(bytes);
        }

        using var answer = await host.PostAsync("openai", content, "wh_1", Now, "v1,AAAA");

        await WebhookHost.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, answer);
    }

    [Fact]
    public async Task A_body_that_dribbles_is_408()
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:ReadTimeoutMs"] = "200" });
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /webhooks/openai HTTP/1.1\r\nHost: x\r\nwebhook-id: wh_1\r\nwebhook-timestamp: {Now}\r\nwebhook-signature: v1,x\r\nContent-Length: 100\r\n\r\n{{"), Token);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task Odd_headers_of_the_call_do_no_harm()
    {
        await using var host = await WebhookHost.StartAsync();
        var body = """{"type":"realtime.call.incoming","data":{"call_id":"rtc_1","sip_headers":[null,5,{"name":1},{"value":"x"},{"name":"From","value":null}],"sip_media_security":7}}""";

        using var answer = await host.DeliverAsync(body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("refused:TokenMissing", await host.DecisionAsync());
    }

    private static StringContent Text(string body) => new(body, Encoding.UTF8, "application/json");
}
