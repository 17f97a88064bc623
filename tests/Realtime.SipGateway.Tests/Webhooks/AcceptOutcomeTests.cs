using System.Net.Sockets;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.OpenAi;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>Every answer to accept that the API reference lists, and what follows from it.</summary>
public sealed class AcceptOutcomeTests
{
    private static readonly (string, string)[] EdgelessHeaders = [("From", "<sip:+15550199@carrier.example>"), ("To", "<sip:+15550100@a.example>")];

    [Theory]
    [InlineData(400, "unknown_parameter", 500, "refused:accept_Refused", "accept")]
    [InlineData(400, "missing_required_parameter", 500, "refused:accept_Refused", "accept")]
    [InlineData(400, "invalid_value", 500, "refused:accept_Refused", "accept")]
    [InlineData(400, "call_id_not_found", 480, "gone", "accept accept accept")]
    [InlineData(401, "invalid_api_key", 500, "refused:accept_Unauthorized", "accept")]
    [InlineData(403, "outbound_sip_not_enabled", 500, "refused:accept_Unauthorized", "accept")]
    [InlineData(404, "call_id_not_found", 480, "gone", "accept accept accept")]
    [InlineData(404, "", 480, "gone", "accept accept accept")]
    [InlineData(409, "decision_already_made", 500, "refused:accept_AlreadyDecided", "accept")]
    [InlineData(400, "decision_already_made", 500, "refused:accept_AlreadyDecided", "accept")]
    [InlineData(429, "rate_limit_exceeded", 503, "refused:accept_RateLimited", "accept")]
    [InlineData(429, "insufficient_quota", 503, "refused:accept_RateLimited", "accept")]
    [InlineData(500, "server_error", 503, "refused:accept_unknown", "accept hangup")]
    [InlineData(503, "server_is_overloaded", 503, "refused:accept_unknown", "accept hangup")]
    [InlineData(504, "error code: 504", 503, "refused:accept_unknown", "accept hangup")]
    [InlineData(302, "", 500, "refused:accept_Refused", "accept")]
    public async Task Each_answer_has_its_next_step(int status, string code, int sipStatus, string decision, string requests)
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, control, token) = host.Dial();
        host.Vendor.Answer = (request, _, context) => request.Path.EndsWith("/accept", StringComparison.Ordinal)
            ? FakeVendor.ErrorAsync(context, status, code)
            : Task.CompletedTask;

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal(decision, await host.DecisionAsync());
        var outcome = Assert.Single(control.HangUps);
        Assert.Equal((CallEndedBy.Vendor, CallCause.AcceptRefused, sipStatus), (outcome.By, outcome.Cause, outcome.SipStatus));
        Assert.Equal(requests, Requests(host));
    }

    [Fact]
    public async Task No_answer_in_time_is_undone()
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Targets:openai:AcceptTimeoutMs"] = "1000", ["Webhooks:AcceptWithinMs"] = "60000" });
        var (call, control, token) = host.Dial();
        host.Vendor.Answer = static (request, _, context) => request.Path.EndsWith("/accept", StringComparison.Ordinal)
            ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : Task.CompletedTask;

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("refused:accept_unknown", await host.DecisionAsync());
        Assert.Equal(504, Assert.Single(control.HangUps).SipStatus);
        Assert.Equal("accept hangup", Requests(host));
        Assert.InRange(host.EventsOf(call).OfType<AcceptAnswered>().Single().DurationMs, 900, 60_000);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_request_left_is_undone()
    {
        await using var host = await WebhookHost.StartAsync();
        var (call, _, token) = host.Dial();
        host.Vendor.Answer = static (request, _, context) =>
        {
            if (request.Path.EndsWith("/accept", StringComparison.Ordinal))
            {
                context.Abort();
            }

            return Task.CompletedTask;
        };

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("refused:accept_unknown", await host.DecisionAsync());
        Assert.Equal("accept hangup", Requests(host));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Without_a_connection_there_is_nothing_to_undo(string scheme)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var host = await WebhookHost.StartAsync(new()
        {
            ["Targets:openai:ApiBaseUrl"] = $"{scheme}://127.0.0.1:{port}/v1",
        });
        var (call, control, token) = host.Dial();

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", call, token));

        Assert.Equal("refused:accept_Unavailable", await host.DecisionAsync());
        Assert.Equal(503, Assert.Single(control.HangUps).SipStatus);
    }

    [Fact]
    public async Task A_404_without_our_edge_is_a_caller_who_gave_up_and_nothing_else()
    {
        await using var host = await WebhookHost.StartAsync(new() { ["Webhooks:AllowCallsWithoutToken"] = "true" });
        host.Vendor.Answer = static (_, _, context) => FakeVendor.ErrorAsync(context, 404, "call_id_not_found");

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", EdgelessHeaders));

        Assert.Equal("gone", await host.DecisionAsync());
        Assert.Equal("accept accept accept", Requests(host));
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerCancelled), (host.Events.Records.Single().EndedBy, host.Events.Records.Single().Cause));
        Assert.DoesNotContain(host.Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    private static string Requests(WebhookHost host) => string.Join(' ', host.Vendor.Requests.Select(request => request.Path.Split('/')[^1]));
}
