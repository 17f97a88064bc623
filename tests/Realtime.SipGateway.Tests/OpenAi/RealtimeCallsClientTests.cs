using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

public sealed class RealtimeCallsClientTests : IAsyncLifetime
{
    private static readonly RealtimeCallId Id = RealtimeCallId.Parse("rtc_u1/x");
    private static readonly CallId Own = CallId.New(TimeProvider.System);
    private readonly RecordingLogger _log = new();
    private readonly RealtimeCallsClient _client;
    private FakeVendor _vendor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public RealtimeCallsClientTests() => _client = new RealtimeCallsClient(TimeProvider.System, _log.CreateLogger<RealtimeCallsClient>());

    public async ValueTask InitializeAsync() => _vendor = await FakeVendor.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _log.Dispose();
        await _vendor.DisposeAsync();
    }

    [Fact]
    public async Task Accept_sends_the_session_with_key_and_own_id_and_without_a_beta_header()
    {
        _vendor.Answer = static (_, _, context) =>
        {
            context.Response.Headers["x-request-id"] = "req_1";
            return Task.CompletedTask;
        };

        var answer = await _client.AcceptAsync(
            _vendor.Target(configure: options => options.Project = "proj_1"), Id, Own, """{"type":"realtime"}"""u8.ToArray(), Token);

        Assert.Equal((CallCommandResult.Done, 200, 1, "req_1"), (answer.Result, answer.Status, answer.Tries, answer.RequestId));
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal(("POST", "/v1/realtime/calls/rtc_u1%2Fx/accept"), (request.Method, request.Path));
        Assert.Equal("Bearer sk-test", request.Headers["Authorization"]);
        Assert.Equal("proj_1", request.Headers["OpenAI-Project"]);
        Assert.Equal(Own.Value, request.Headers["X-Client-Request-Id"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("""{"type":"realtime"}""", request.Body);
        Assert.DoesNotContain("OpenAI-Beta", request.Headers.Keys);
    }

    [Fact]
    public async Task Azure_takes_the_key_in_its_own_header()
    {
        await _client.HangUpAsync(_vendor.Target(configure: options => options.ApiKeyHeader = "api-key"), Id, null, Token);

        var request = Assert.Single(_vendor.Requests);
        Assert.Equal("sk-test", request.Headers["api-key"]);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Assert.Equal(("/v1/realtime/calls/rtc_u1%2Fx/hangup", ""), (request.Path, request.Body));
    }

    [Fact]
    public async Task Reject_says_the_status()
    {
        var answer = await _client.RejectAsync(_vendor.Target(), Id, Own, 486, Token);

        Assert.Equal(CallCommandResult.Done, answer.Result);
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal("/v1/realtime/calls/rtc_u1%2Fx/reject", request.Path);
        Assert.Equal("""{"status_code":486}""", request.Body);
        Assert.Empty(OpenApiSchemas.Faults("RealtimeCallRejectRequest", request.Body));
    }

    [Theory]
    [InlineData(400, "unknown_parameter", CallCommandResult.Refused)]
    [InlineData(400, "call_id_not_found", CallCommandResult.Gone)]
    [InlineData(400, "decision_already_made", CallCommandResult.AlreadyDecided)]
    [InlineData(401, "invalid_api_key", CallCommandResult.Unauthorized)]
    [InlineData(403, "forbidden", CallCommandResult.Unauthorized)]
    [InlineData(404, "call_id_not_found", CallCommandResult.Gone)]
    [InlineData(409, "conflict", CallCommandResult.AlreadyDecided)]
    [InlineData(429, "rate_limit_exceeded", CallCommandResult.RateLimited)]
    [InlineData(500, "server_error", CallCommandResult.Unavailable)]
    [InlineData(503, "server_is_overloaded", CallCommandResult.Unavailable)]
    [InlineData(302, "moved", CallCommandResult.Refused)]
    public async Task Each_refusal_has_its_meaning_and_reject_is_not_repeated(int status, string code, CallCommandResult meaning)
    {
        _vendor.Answer = (_, _, context) => FakeVendor.ErrorAsync(context, status, code);

        var answer = await _client.RejectAsync(_vendor.Target(), Id, Own, 603, Token);

        Assert.Equal((meaning, status, code, "No."), (answer.Result, answer.Status, answer.Code, answer.Message));
        Assert.Single(_vendor.Requests);
    }

    [Fact]
    public async Task Accept_is_tried_three_times_while_the_vendor_does_not_know_the_call_yet()
    {
        _vendor.Answer = static (_, number, context) =>
            number < 3 ? FakeVendor.ErrorAsync(context, 404, "call_id_not_found") : Task.CompletedTask;

        var answer = await _client.AcceptAsync(_vendor.Target(), Id, Own, "{}"u8.ToArray(), Token);

        Assert.Equal((CallCommandResult.Done, 3), (answer.Result, answer.Tries));
    }

    [Fact]
    public async Task Accept_is_given_up_after_three_tries()
    {
        _vendor.Answer = static (_, _, context) => FakeVendor.ErrorAsync(context, 404, "call_id_not_found");

        var answer = await _client.AcceptAsync(_vendor.Target(), Id, Own, "{}"u8.ToArray(), Token);

        Assert.Equal((CallCommandResult.Gone, 3), (answer.Result, answer.Tries));
    }

    [Fact]
    public async Task Accept_is_not_tried_again_once_the_caller_has_gone()
    {
        using var gone = new CancellationTokenSource();
        _vendor.Answer = (_, _, context) =>
        {
            gone.Cancel();
            return FakeVendor.ErrorAsync(context, 404, "call_id_not_found");
        };

        var answer = await _client.AcceptAsync(_vendor.Target(), Id, Own, "{}"u8.ToArray(), gone.Token);

        Assert.Equal((CallCommandResult.Gone, 1), (answer.Result, answer.Tries));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Accept_is_not_repeated_when_the_vendor_may_have_taken_it(int status)
    {
        _vendor.Answer = (_, _, context) => FakeVendor.ErrorAsync(context, status, "x");

        await _client.AcceptAsync(_vendor.Target(), Id, Own, "{}"u8.ToArray(), Token);

        Assert.Single(_vendor.Requests);
    }

    [Fact]
    public async Task Accept_without_an_answer_times_out_once()
    {
        _vendor.Answer = static (_, _, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var answer = await _client.AcceptAsync(_vendor.Target(configure: options => options.AcceptTimeoutMs = 500), Id, Own, "{}"u8.ToArray(), Token);

        Assert.Equal((CallCommandResult.TimedOut, 1), (answer.Result, answer.Tries));
    }

    [Fact]
    public async Task Accept_tries_again_when_no_connection_could_be_made()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var answer = await _client.AcceptAsync(
            _vendor.Target("gone", options => options.ApiBaseUrl = $"http://127.0.0.1:{port}/v1"), Id, Own, "{}"u8.ToArray(), Token);

        Assert.Equal((CallCommandResult.Unavailable, 3), (answer.Result, answer.Tries));
        Assert.Null(answer.Status);
    }

    [Fact]
    public async Task A_connection_cut_after_the_request_left_is_not_tried_again()
    {
        _vendor.Answer = static (_, _, context) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var answer = await _client.AcceptAsync(_vendor.Target(), Id, Own, "{}"u8.ToArray(), Token);

        Assert.Equal((CallCommandResult.Unavailable, 1), (answer.Result, answer.Tries));
    }

    [Fact]
    public async Task Hang_up_is_repeated_until_the_call_is_over()
    {
        _vendor.Answer = static (_, number, context) => number switch
        {
            1 => FakeVendor.ErrorAsync(context, 503, "server_is_overloaded"),
            2 => FakeVendor.ErrorAsync(context, 429, "rate_limit_exceeded"),
            _ => FakeVendor.ErrorAsync(context, 404, "call_id_not_found"),
        };

        var answer = await _client.HangUpAsync(_vendor.Target(), Id, Own, Token);

        Assert.True(answer.IsOver);
        Assert.Equal((CallCommandResult.Gone, 3), (answer.Result, answer.Tries));
    }

    [Fact]
    public async Task A_proxys_plain_text_and_a_huge_body_are_read_defensively()
    {
        _vendor.Answer = static async (_, _, context) =>
        {
            context.Response.StatusCode = 504;
            await context.Response.WriteAsync("error code: 504\r\n sk-abcdefghijklmnop " + new string('x', 200_000));
        };

        var answer = await _client.RejectAsync(_vendor.Target(), Id, Own, 603, Token);

        Assert.Equal(CallCommandResult.Unavailable, answer.Result);
        Assert.StartsWith("error code: 504   [redacted]", answer.Message, StringComparison.Ordinal);
        Assert.InRange(answer.Message!.Length, 1, 320);
    }

    [Fact]
    public async Task The_key_is_never_logged()
    {
        await _client.AcceptAsync(_vendor.Target(), Id, Own, "{}"u8.ToArray(), Token);

        Assert.NotEmpty(_log.Lines);
        Assert.DoesNotContain(_log.Lines, line => line.Message.Contains("sk-test", StringComparison.Ordinal));
    }
}
