using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>What anybody can send to the webhook's address, and what the vendor sends that is no call.</summary>
public sealed class WebhookStrangersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_405_and_told_what_is_right(string method)
    {
        await using var host = await WebhookHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/webhooks/openai");

        using var answer = await host.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_slash_at_the_end_is_no_other_address_and_never_a_redirect()
    {
        await using var host = await WebhookHost.StartAsync();
        const string body = """{"type":"response.completed"}""";
        var timestamp = Now;

        using var answer = await host.PostAsync("openai/", Content(body), "wh_1", timestamp, WebhookHost.Sign("wh_1", timestamp, body));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json", null, HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8", null, HttpStatusCode.OK)]
    [InlineData("Application/JSON", null, HttpStatusCode.OK)]
    [InlineData("application/cloudevents+json", null, HttpStatusCode.OK)]
    [InlineData("text/plain", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "gzip", HttpStatusCode.UnsupportedMediaType)]
    public async Task Only_plain_json_is_taken(string type, string? encoding, HttpStatusCode expected)
    {
        await using var host = await WebhookHost.StartAsync();
        const string body = """{"type":"response.completed"}""";
        var timestamp = Now;
        var content = Content(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await host.PostAsync("openai", content, "wh_1", timestamp, WebhookHost.Sign("wh_1", timestamp, body));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"type":"realtime.call.incoming","data":{}}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":null}""")]
    public async Task A_test_without_a_call_tells_the_admin_that_all_is_right(string body)
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.DeliverAsync(body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(host.Log.Lines, line => line.Message.StartsWith("A test delivery for openai was acknowledged", StringComparison.Ordinal));
        Assert.Empty(host.Vendor.Requests);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_test_with_the_sample_call_is_recognised_and_never_accepted(string allowed)
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:AllowCallsWithoutToken"] = allowed });

        await host.DeliverAsync(WebhookHost.IncomingCall(
            "rtc_479a275623b54bdb9b6fbae2f7cbd408", ("From", "sip:+142555512112@sip.example.com"), ("To", "sip:+18005551212@sip.example.com")));

        Assert.Equal("refused:TestDelivery", await host.DecisionAsync());
        Assert.Contains(host.Log.Lines, line => line.Message.StartsWith("A test delivery for openai was acknowledged", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Vendor.Requests, request => request.Path.EndsWith("/accept", StringComparison.Ordinal));
        Assert.Empty(host.Calls.List());
    }

    [Fact]
    public async Task A_retry_hours_later_is_acknowledged_in_one_line_and_nothing_else()
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:AllowCallsWithoutToken"] = "true" });

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", TimeSpan.FromHours(20), ("From", "<sip:a@b.example>")));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(host.Claims.Claims);
        Assert.Empty(host.Vendor.Requests);
        var line = Assert.Single(host.Log.Lines, line => line.Message.Contains("rtc_1", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, line.Level);
    }

    [Fact]
    public async Task A_call_that_another_targets_webhook_tells_of_is_refused_and_noted()
    {
        await using var host = await WebhookHost.StartAsync(new()
        {
            ["Targets:openai:Default"] = "true",
            ["Targets:other:ApiBaseUrl"] = "http://127.0.0.1:9/v1",
            ["Targets:other:ApiKey"] = "literal:sk-other",
            ["Targets:other:WebhookSecrets:0"] = "literal:" + WebhookHost.Secret,
        });
        var (call, _, token) = host.Dial();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token), target: "other");

        await WebhookHost.UntilAsync(() => host.EventsOf(call).Any(one => one is CallFault { Kind: "webhook_foreign" }));
        Assert.Equal(CallState.Dialing, call.Progress.State);
        Assert.Empty(host.Vendor.Requests);

        // The attempt itself is untouched: its own webhook is taken.
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_2", call, token), "wh_2");
        Assert.Equal("accepted", await host.DecisionAsync("wh_2"));
    }

    [Fact]
    public async Task Of_a_redirected_call_any_of_its_targets_may_tell()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, _) = host.Dial();
        var (_, attempt) = call.BeginAttempt("elsewhere", ["elsewhere", "openai"]);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, host.Tokens.Mint(call.Id, attempt)));

        Assert.Equal("accepted", await host.DecisionAsync());
        Assert.Equal("openai", call.Target);
    }

    [Fact]
    public async Task A_flood_of_headers_cannot_hide_that_a_token_was_there()
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:AllowCallsWithoutToken"] = "true" });
        var headers = Enumerable.Range(0, 400).Select(number => ("X-Filler", number.ToString(CultureInfo.InvariantCulture)));

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", [.. headers, (AttemptToken.TokenHeader, "forged")]));

        Assert.Equal("refused:TokenAmbiguous", await host.DecisionAsync());
    }

    [Theory]
    [InlineData("""{"data":{"call_id":"rtc_0","call_id":"rtc_1","sip_headers":[],"sip_headers":[{"name":"From","value":"x"}]},"type":"response.completed","type":"realtime.call.incoming"}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":{"call_id":"rtc_1","sip_headers":[{"value":"x","name":"From","name2":{"a":[1]}},[[]],"a"],"more":[{"a":{}}]},"z":[1,{"b":2}]}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":{"call_id":"rtc_1","sip_headers":[{"name":"From","value":"\ud800"},{"name":"\udfff","value":"x"}]}}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":{"call_id":"rtc_1","sip_headers":{"name":"From"},"sip_media_security":{}},"created_at":-5}""")]
    [InlineData("""{"type":"realtime.call.incoming","data":{"call_id":"rtc_1"},"created_at":99999999999999999999}""")]
    public async Task Odd_json_still_tells_its_call(string body)
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.DeliverAsync(body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("refused:TokenMissing", await host.DecisionAsync());
        Assert.Equal("rtc_1", Assert.Single(host.Claims.Claims).RealtimeCallId.Value);
    }

    [Theory]
    [InlineData(50_000, '[')]
    [InlineData(50_000, '{')]
    public async Task Deep_json_is_400_and_cheap(int depth, char bracket)
    {
        await using var host = await WebhookHost.StartAsync();
        var deep = bracket == '[' ? new string('[', depth) : string.Concat(Enumerable.Repeat("{\"a\":", depth));

        using var answer = await host.DeliverAsync("{\"type\":\"realtime.call.incoming\",\"data\":" + deep);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, answer);
    }

    [Fact]
    public async Task A_megabyte_is_413_before_it_is_read()
    {
        await using var host = await WebhookHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /webhooks/openai HTTP/1.1\r\nHost: x\r\nwebhook-id: a\r\nwebhook-timestamp: {Now}\r\nwebhook-signature: v1,x\r\nContent-Length: 1048576\r\n\r\n"),
            Token);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task A_body_in_many_pieces_is_read_whole()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        var body = WebhookHost.IncomingCall("rtc_1", call, token);
        var timestamp = Now;
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host.Url.Host, host.Url.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /webhooks/openai HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\nwebhook-id: wh_1\r\nwebhook-timestamp: {timestamp}\r\nwebhook-signature: {WebhookHost.Sign("wh_1", timestamp, body)}\r\n\r\n"),
            Token);
        foreach (var piece in body.Chunk(7))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(piece), Token);
            await stream.FlushAsync(Token);
        }

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(Token));
        Assert.Equal("accepted", await host.DecisionAsync());
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task A_missing_header_is_401_before_the_body_is_read(string missing)
    {
        await using var host = await WebhookHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, Token);
        await using var stream = client.GetStream();
        var headers = new[] { "webhook-id: a", $"webhook-timestamp: {Now}", "webhook-signature: v1,x" }.Where(header => !header.StartsWith(missing, StringComparison.Ordinal));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /webhooks/openai HTTP/1.1\r\nHost: x\r\n{string.Join("\r\n", headers)}\r\nContent-Length: 100\r\n\r\n"), Token);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 401 Unauthorized", await reader.ReadLineAsync(Token));
    }

    private static ByteArrayContent Content(string body) => new(Encoding.UTF8.GetBytes(body));
}
