using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Tests.Webhooks;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

/// <summary>What is tried again, what waits, and what is not tried at all.</summary>
public sealed class TargetGuardTests : IAsyncLifetime
{
    private static readonly RealtimeCallId Id = RealtimeCallId.Parse("rtc_1");

    private readonly RecordingLogger _log = new();
    private RealtimeCallsClient _client = null!;
    private FakeVendor _vendor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = new RealtimeCallsClient(TimeProvider.System, _log.CreateLogger<RealtimeCallsClient>());
        _vendor = await FakeVendor.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _vendor.DisposeAsync();
        _log.Dispose();
    }

    [Theory]
    [InlineData(429, "0", 2)]
    [InlineData(503, "1", 2)]
    [InlineData(429, "60", 1)]
    [InlineData(500, "0", 1)]
    [InlineData(429, null, 1)]
    public async Task Accept_comes_back_once_when_the_vendor_says_when_and_it_is_soon(int status, string? retryAfter, int tries)
    {
        _vendor.Answer = (_, number, context) =>
        {
            if (number > 1)
            {
                return Task.CompletedTask;
            }

            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return FakeVendor.ErrorAsync(context, status, "slow_down");
        };

        var answer = await AcceptAsync(_vendor.Target());

        Assert.Equal((tries, tries == 2), (answer.Tries, answer.Result == CallCommandResult.Done));
    }

    [Fact]
    public async Task A_pause_that_the_time_left_does_not_allow_is_not_made()
    {
        _vendor.Answer = static (_, _, context) => FakeVendor.ErrorAsync(context, 404, "call_id_not_found");

        using var client = new RealtimeCallsClient(new ManualTimeProvider(), _log.CreateLogger<RealtimeCallsClient>());
        var answer = await client.AcceptAsync(
            _vendor.Target(), Id, null, new AcceptRequest("{}"u8.ToArray()) { Within = TimeSpan.FromMilliseconds(450) }, Token);

        Assert.Equal((CallCommandResult.Gone, 1), (answer.Result, answer.Tries));
    }

    [Fact]
    public async Task Without_time_left_nothing_is_sent()
    {
        var answer = await _client.AcceptAsync(
            _vendor.Target(), Id, null, new AcceptRequest("{}"u8.ToArray()) { Within = TimeSpan.FromMilliseconds(-5) }, Token);

        Assert.Equal((CallCommandResult.TimedOut, true, false, 0), (answer.Result, answer.WasNotSent, answer.MayHaveBeenDone, answer.Tries));
        Assert.Empty(_vendor.Requests);
    }

    [Fact]
    public async Task A_service_that_answers_no_accept_is_left_alone_but_its_sessions_are_still_ended()
    {
        var target = _vendor.Target();
        _vendor.Answer = static (_, _, context) => FakeVendor.ErrorAsync(context, 502, "bad_gateway");
        for (var i = 0; i < 5; i++)
        {
            await AcceptAsync(target);
        }

        var left = await AcceptAsync(target);
        _vendor.Answer = static (_, _, _) => Task.CompletedTask;
        var ended = await _client.HangUpAsync(target, Id, null, Token);

        Assert.Equal((CallCommandResult.Unavailable, true, 0), (left.Result, left.WasNotSent, left.Tries));
        Assert.Equal(CallCommandResult.Done, ended.Result);
        Assert.Equal(6, _vendor.Requests.Count);
        Assert.Single(_log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("does not answer accepts", StringComparison.Ordinal));
        Assert.Equal(CallCommandResult.Done, (await AcceptAsync(_vendor.Target("another"))).Result);
    }

    [Fact]
    public async Task More_requests_than_may_be_under_way_wait_and_more_than_may_wait_are_not_sent()
    {
        var target = _vendor.Target(configure: options => options.MaxRequests = 1);
        var goOn = new TaskCompletionSource();
        _vendor.Answer = (_, _, _) => goOn.Task;

        var answers = Enumerable.Range(0, 1 + TargetOptions.WaitingPerRequest + 1).Select(_ => AcceptAsync(target)).ToList();
        var first = await await Task.WhenAny(answers);
        await WebhookHost.UntilAsync(() => !_vendor.Requests.IsEmpty);
        Assert.Single(_vendor.Requests);
        goOn.SetResult();
        await Task.WhenAll(answers);

        Assert.Equal((CallCommandResult.Unavailable, true), (first.Result, first.WasNotSent));
        Assert.Equal(1 + TargetOptions.WaitingPerRequest, _vendor.Requests.Count);
    }

    [Fact]
    public async Task A_TLS_handshake_that_fails_is_told_and_nothing_was_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeGarbageAsync(listener);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var answer = await AcceptAsync(_vendor.Target("tls", options => options.ApiBaseUrl = $"https://127.0.0.1:{port}/v1"));
        listener.Stop();
        await serving;

        Assert.Equal((CallCommandResult.Unavailable, true, false), (answer.Result, answer.WasNotSent, answer.MayHaveBeenDone));
        Assert.Contains("SecureConnectionError", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_is_an_error_once()
    {
        var target = _vendor.Target();
        _vendor.Answer = static (_, _, context) => FakeVendor.ErrorAsync(context, 401, "invalid_api_key");

        await AcceptAsync(target);
        await AcceptAsync(target);

        Assert.Single(_log.Lines, line => line.Level == LogLevel.Error && line.Message.Contains("refuses our key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_caller_is_told_hashed_and_only_where_the_site_wants_it()
    {
        var target = _vendor.Target(configure: options => options.SafetyIdentifierKey = "literal:installation");
        var identifier = target.SafetyIdentifier("+15550199");

        await _client.AcceptAsync(target, Id, null, new AcceptRequest("{}"u8.ToArray()) { SafetyIdentifier = identifier }, Token);
        await AcceptAsync(target);

        Assert.Equal([identifier, null], _vendor.Requests.Select(request => request.Headers.GetValueOrDefault("OpenAI-Safety-Identifier")));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", identifier);
        Assert.Equal(identifier, _vendor.Target("two", options => options.SafetyIdentifierKey = "literal:installation").SafetyIdentifier("+15550199"));
        Assert.NotEqual(identifier, _vendor.Target("two", options => options.SafetyIdentifierKey = "literal:another").SafetyIdentifier("+15550199"));
        Assert.Null(target.SafetyIdentifier(""));
        Assert.Null(_vendor.Target("three").SafetyIdentifier("+15550199"));
    }

    private Task<CallCommandAnswer> AcceptAsync(Target target) => _client.AcceptAsync(target, Id, null, "{}"u8.ToArray(), Token);

    private static async Task ServeGarbageAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Token);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Token);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The test has seen enough.
        }
    }
}
