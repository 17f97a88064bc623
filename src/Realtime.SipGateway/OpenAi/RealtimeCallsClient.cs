using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// <c>POST /realtime/calls/{call_id}/accept|reject|refer|hangup</c>. Failure is a value, never an exception; what is tried again, when and how
/// often is in <see cref="CommandRetries"/>, what is not even tried in <see cref="TargetGuard"/>.
/// </summary>
public sealed class RealtimeCallsClient : IDisposable
{
    /// <summary>One request of reject or hang-up.</summary>
    internal static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly TargetHttp _http;
    private readonly ConcurrentDictionary<Target, TargetGuard> _guards = new();
    private readonly TimeProvider _time;
    private readonly ILogger<RealtimeCallsClient> _log;

    public RealtimeCallsClient(TimeProvider time, ILogger<RealtimeCallsClient> log)
        : this(time, log, handler: null)
    {
    }

    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="handler">What sends requests instead of connections, for benchmarks.</param>
    internal RealtimeCallsClient(TimeProvider time, ILogger<RealtimeCallsClient> log, Func<Target, HttpMessageHandler>? handler)
    {
        _http = new TargetHttp(handler);
        _time = time;
        _log = log;
    }

    /// <summary>Accepts a pending call with a session (<see cref="AgentSession"/>).</summary>
    /// <param name="target">Whose call it is.</param>
    /// <param name="id">The vendor's id.</param>
    /// <param name="call">Our id, for the vendor's log; null without one.</param>
    /// <param name="session">JSON of the session.</param>
    /// <param name="giveUp">Stops further tries when the caller has gone; a request under way is not cut off: its outcome must be known.</param>
    public Task<CallCommandAnswer> AcceptAsync(
        Target target, RealtimeCallId id, CallId? call, ReadOnlyMemory<byte> session, CancellationToken giveUp) =>
        AcceptAsync(target, id, call, new AcceptRequest(session), giveUp);

    /// <inheritdoc cref="AcceptAsync(Target, RealtimeCallId, CallId?, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<CallCommandAnswer> AcceptAsync(Target target, RealtimeCallId id, CallId? call, AcceptRequest request, CancellationToken giveUp)
    {
        var budget = request.Within is { } within && within < target.AcceptTimeout ? within : target.AcceptTimeout;
        return RunAsync(
            new CallAttempts(CallCommand.Accept, budget, giveUp), target, id,
            () => Request(CallCommand.Accept, target, id, call, request.Session, request.SafetyIdentifier));
    }

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

    public void Dispose()
    {
        _http.Dispose();
        foreach (var guard in _guards.Values)
        {
            guard.Dispose();
        }
    }

    private Task<CallCommandAnswer> RunAsync(
        CallCommand command, Target target, RealtimeCallId id, CallId? call, ReadOnlyMemory<byte> body, CancellationToken giveUp) =>
        RunAsync(new CallAttempts(command, budget: null, giveUp), target, id, () => Request(command, target, id, call, body, safetyIdentifier: null));

    private async Task<CallCommandAnswer> RunAsync(CallAttempts attempts, Target target, RealtimeCallId id, Func<HttpRequestMessage> request)
    {
        var started = _time.GetTimestamp();
        var guard = _guards.GetOrAdd(target, one => new TargetGuard(one, _time, _log));
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        CommandRetries.Set(context, attempts);
        CallCommandAnswer answer;
        try
        {
            answer = await (attempts.Command == CallCommand.Accept ? guard.Accept : guard.Others).ExecuteAsync(
                async _ =>
                {
                    if (attempts.Last is { } last && attempts.GiveUp.IsCancellationRequested)
                    {
                        return last;
                    }

                    attempts.Elapsed = _time.GetElapsedTime(started);
                    attempts.Last = await TryOnceAsync(attempts, guard, target, request);
                    attempts.Elapsed = _time.GetElapsedTime(started);
                    return attempts.Last;
                },
                context);
        }
        catch (BrokenCircuitException)
        {
            answer = attempts.Last ?? NotSent(CallCommandResult.Unavailable, "the service did not answer the calls before this one and is left alone for some seconds");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        answer = answer with { Tries = attempts.Count, Duration = _time.GetElapsedTime(started), WasNotSent = !attempts.WasSent };
        Tell(guard, attempts.Command, target, id, answer);
        return answer;
    }

    private void Tell(TargetGuard guard, CallCommand command, Target target, RealtimeCallId id, CallCommandAnswer answer)
    {
        _log.Answered(command, target.Name, id, answer.Result, answer.Status, answer.Code, answer.RequestId, answer.Tries);
        var isRefused = answer.Result == CallCommandResult.Unauthorized;
        if (isRefused && !guard.IsKeyRefused)
        {
            _log.KeyRefused(target.Name, answer.Status, answer.Code);
        }

        guard.IsKeyRefused = isRefused || (guard.IsKeyRefused && answer.Status is null);
    }

    private async Task<CallCommandAnswer> TryOnceAsync(CallAttempts attempts, TargetGuard guard, Target target, Func<HttpRequestMessage> request)
    {
        var left = attempts.Left ?? RequestTimeout;
        if (left < CallAttempts.ShortestTry)
        {
            return NotSent(CallCommandResult.TimedOut, "no time is left for it");
        }

        using var timeout = new CancellationTokenSource(left, _time);
        try
        {
            using var room = await guard.EnterAsync(attempts.Command, timeout.Token);
            return room.IsAcquired
                ? await SendAsync(attempts, target, request, left, timeout.Token)
                : NotSent(CallCommandResult.Unavailable, $"more than {target.MaxRequests} requests at once, and as many wait as may");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return NotSent(CallCommandResult.TimedOut, $"more than {target.MaxRequests} requests at once, for {left}");
        }
    }

    private async Task<CallCommandAnswer> SendAsync(
        CallAttempts attempts, Target target, Func<HttpRequestMessage> make, TimeSpan left, CancellationToken timeout)
    {
        attempts.Count++;
        try
        {
            using var request = make();
            using var response = await _http.SendAsync(target, request, timeout);
            attempts.WasSent = true;
            return await ReadAsync(response, _time.GetUtcNow(), timeout);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            attempts.WasSent = true;
            return Failed(CallCommandResult.TimedOut, "no answer in " + left);
        }
        catch (HttpRequestException fault)
        {
            // Neither of these came so far as to send a request.
            var wasNotSent = fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
            attempts.WasSent |= !wasNotSent;
            return Failed(CallCommandResult.Unavailable, $"{fault.HttpRequestError}: {fault.Message}") with { WasNotSent = wasNotSent };
        }
        catch (IOException fault)
        {
            attempts.WasSent = true;
            return Failed(CallCommandResult.Unavailable, fault.Message);
        }
    }

    private static CallCommandAnswer NotSent(CallCommandResult result, string message) => Failed(result, message) with { WasNotSent = true };

    private static CallCommandAnswer Failed(CallCommandResult result, string message) =>
        new(result, null, null, message, null, 0, TimeSpan.Zero);

    private static async Task<CallCommandAnswer> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
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
            Meaning(response.StatusCode, error.Code), (int)response.StatusCode, error.Code, error.Message, requestId, 0, TimeSpan.Zero)
        {
            RetryAfter = RetryAfter(response, now),
        };
    }

    /// <summary>Seconds or a date (RFC 9110 §10.2.3).</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
            _ => null,
        };

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

    private static HttpRequestMessage Request(
        CallCommand command, Target target, RealtimeCallId id, CallId? call, ReadOnlyMemory<byte> body, string? safetyIdentifier)
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

        if (safetyIdentifier is not null)
        {
            request.Headers.TryAddWithoutValidation("OpenAI-Safety-Identifier", safetyIdentifier);
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
