using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// <c>POST /realtime/calls/{call_id}/accept|reject|hangup</c>. Failure is a value, never an exception. Accept and reject are not
/// idempotent: they are repeated only when the request did not leave this machine, and accept on 404 too, within 1.5 s: the vendor
/// announces a call before all of its machines know it. Hang-up may be repeated and is, until it is over.
/// </summary>
public sealed class RealtimeCallsClient : IDisposable
{
    /// <summary>Three tries of accept in 1.5 s.</summary>
    internal static readonly TimeSpan[] AcceptDelays = [TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(1_000)];

    /// <summary>Two quick tries while a connection cannot be made.</summary>
    internal static readonly TimeSpan[] ConnectDelays = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)];

    /// <summary>A session that nobody hears costs money: the first tries are quick, then about a minute of patience.</summary>
    internal static readonly TimeSpan[] HangUpDelays =
        [.. new[] { 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    /// <summary>One request of reject or hang-up.</summary>
    internal static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private static readonly ResiliencePropertyKey<CallAttempts> AttemptsKey = new("attempts");
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly TargetHttp _http = new();
    private readonly TimeProvider _time;
    private readonly ILogger<RealtimeCallsClient> _log;
    private readonly ResiliencePipeline<CallCommandAnswer> _pipeline;

    public RealtimeCallsClient(TimeProvider time, ILogger<RealtimeCallsClient> log)
    {
        _time = time;
        _log = log;
        _pipeline = new ResiliencePipelineBuilder<CallCommandAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<CallCommandAnswer>
            {
                MaxRetryAttempts = HangUpDelays.Length,
                ShouldHandle = static arguments => ValueTask.FromResult(DelayBefore(arguments.Context, arguments.AttemptNumber) is not null),
                DelayGenerator = static arguments => ValueTask.FromResult(DelayBefore(arguments.Context, arguments.AttemptNumber)),
            })
            .Build();
    }

    /// <summary>Accepts a pending call with a session (<see cref="AgentSession"/>).</summary>
    /// <param name="target">Whose call it is.</param>
    /// <param name="id">The vendor's id.</param>
    /// <param name="call">Our id, for the vendor's log; null without one.</param>
    /// <param name="session">JSON of the session.</param>
    /// <param name="giveUp">Stops further tries when the caller has gone; a request under way is not cut off: its outcome must be known.</param>
    public Task<CallCommandAnswer> AcceptAsync(
        Target target, RealtimeCallId id, CallId? call, ReadOnlyMemory<byte> session, CancellationToken giveUp) =>
        RunAsync(CallCommand.Accept, target, id, call, session, giveUp);

    /// <summary>Declines a pending call with a SIP status.</summary>
    public Task<CallCommandAnswer> RejectAsync(
        Target target, RealtimeCallId id, CallId? call, int sipStatus, CancellationToken giveUp) =>
        RunAsync(CallCommand.Reject, target, id, call, RejectBody(sipStatus), giveUp);

    /// <summary>
    /// Has the vendor send REFER to the carrier. "Done" says no more than that the vendor took the request: no outcome is ever reported. Not
    /// idempotent, so never repeated once it left.
    /// </summary>
    public Task<CallCommandAnswer> ReferAsync(Target target, RealtimeCallId id, CallId? call, string targetUri, CancellationToken giveUp) =>
        RunAsync(CallCommand.Refer, target, id, call, ReferBody(targetUri), giveUp);

    /// <summary>Ends a call; tries on until the vendor says that it is over or will be, or the tries are used up.</summary>
    public Task<CallCommandAnswer> HangUpAsync(Target target, RealtimeCallId id, CallId? call, CancellationToken giveUp) =>
        RunAsync(CallCommand.HangUp, target, id, call, default, giveUp);

    public void Dispose() => _http.Dispose();

    private async Task<CallCommandAnswer> RunAsync(
        CallCommand command, Target target, RealtimeCallId id, CallId? call, ReadOnlyMemory<byte> body, CancellationToken giveUp)
    {
        var started = _time.GetTimestamp();
        var attempts = new CallAttempts(command, giveUp);
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        context.Properties.Set(AttemptsKey, attempts);
        try
        {
            var answer = await _pipeline.ExecuteAsync(
                async running =>
                {
                    if (attempts.Last is { } last && giveUp.IsCancellationRequested)
                    {
                        return last;
                    }

                    attempts.Count++;
                    var left = TimeLeft(command, target, _time.GetElapsedTime(started));
                    attempts.Last = await TryOnceAsync(attempts, target, Request(command, target, id, call, body), left);
                    return attempts.Last with { Tries = attempts.Count, Duration = _time.GetElapsedTime(started) };
                },
                context);
            _log.Answered(command, target.Name, id, answer.Result, answer.Status, answer.Code, answer.RequestId, answer.Tries);
            return answer;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>How long to wait before the next try; null: no further try.</summary>
    private static TimeSpan? DelayBefore(ResilienceContext context, int tried)
    {
        if (!context.Properties.TryGetValue(AttemptsKey, out var attempts) || attempts.Last is not { } last || attempts.GiveUp.IsCancellationRequested)
        {
            return null;
        }

        var delays = attempts.Command switch
        {
            CallCommand.HangUp when last.Result is CallCommandResult.Unavailable or CallCommandResult.TimedOut or CallCommandResult.RateLimited => HangUpDelays,
            CallCommand.Accept when last.Result == CallCommandResult.Gone => AcceptDelays,
            _ when attempts.WasNotSent => ConnectDelays,
            _ => [],
        };
        return tried < delays.Length ? delays[tried] : null;
    }

    private static TimeSpan TimeLeft(CallCommand command, Target target, TimeSpan elapsed)
    {
        if (command != CallCommand.Accept)
        {
            return RequestTimeout;
        }

        var left = target.AcceptTimeout - elapsed;
        return left > TimeSpan.FromMilliseconds(100) ? left : TimeSpan.FromMilliseconds(100);
    }

    private async Task<CallCommandAnswer> TryOnceAsync(CallAttempts attempts, Target target, HttpRequestMessage request, TimeSpan left)
    {
        attempts.WasNotSent = false;
        using var timeout = new CancellationTokenSource(left, _time);
        try
        {
            using var owned = request;
            using var response = await _http.SendAsync(target, owned, timeout.Token);
            return await ReadAsync(response, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Failed(CallCommandResult.TimedOut, "no answer in " + left);
        }
        catch (HttpRequestException fault)
        {
            attempts.WasNotSent = fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError;
            return Failed(CallCommandResult.Unavailable, $"{fault.HttpRequestError}: {fault.Message}");
        }
        catch (IOException fault)
        {
            return Failed(CallCommandResult.Unavailable, fault.Message);
        }
    }

    private static CallCommandAnswer Failed(CallCommandResult result, string message) =>
        new(result, null, null, message, null, 0, TimeSpan.Zero);

    private static async Task<CallCommandAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var requestId = response.Headers.TryGetValues("x-request-id", out var values) ? values.First() : null;
        requestId = requestId is { Length: > 128 } ? requestId[..128] : requestId;
        if (response.IsSuccessStatusCode)
        {
            return new CallCommandAnswer(CallCommandResult.Done, (int)response.StatusCode, null, null, requestId, 0, TimeSpan.Zero);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[VendorError.MaxBytes];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        var error = VendorError.Parse(body.AsSpan(0, length));
        return new CallCommandAnswer(
            Meaning(response.StatusCode, error.Code), (int)response.StatusCode, error.Code, error.Message, requestId, 0, TimeSpan.Zero);
    }

    private static CallCommandResult Meaning(HttpStatusCode status, string? code) => (status, code) switch
    {
        (_, "call_id_not_found") => CallCommandResult.Gone,
        (_, "decision_already_made") => CallCommandResult.AlreadyDecided,
        (HttpStatusCode.NotFound or HttpStatusCode.Gone, _) => CallCommandResult.Gone,
        (HttpStatusCode.Conflict, _) => CallCommandResult.AlreadyDecided,
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => CallCommandResult.Unauthorized,
        (HttpStatusCode.TooManyRequests, _) => CallCommandResult.RateLimited,
        (HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError, _) => CallCommandResult.Unavailable,
        _ => CallCommandResult.Refused,
    };

    private static HttpRequestMessage Request(CallCommand command, Target target, RealtimeCallId id, CallId? call, ReadOnlyMemory<byte> body)
    {
        var verb = command switch
        {
            CallCommand.Accept => "accept",
            CallCommand.Reject => "reject",
            CallCommand.Refer => "refer",
            _ => "hangup",
        };
        var path = $"realtime/calls/{Uri.EscapeDataString(id.Value)}/{verb}";
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.ApiBaseUrl, path));
        if (call is { } own)
        {
            request.Headers.TryAddWithoutValidation("X-Client-Request-Id", own.Value);
        }

        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } };
        }

        return request;
    }

    private static byte[] ReferBody(string targetUri)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("target_uri", targetUri);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static byte[] RejectBody(int sipStatus)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("status_code", sipStatus);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
