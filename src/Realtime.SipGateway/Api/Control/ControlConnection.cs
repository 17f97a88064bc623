using System.Net.WebSockets;
using System.Threading.RateLimiting;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>One client at one call: what happens in the call goes out, commands come in. It ends with the call, the client, or the client's right to be here.</summary>
internal sealed class ControlConnection(
    Call call, JsonSocket socket, CallEventFollower follower, HttpContext context, ICallEventLog events, ControlVerbs verbs, Lasting lasting, ApiOptions options,
    TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Commands of one client under way at a time.</summary>
    private const int MaxRunning = ICallConversation.MaxWaiting;

    /// <summary>Answers that are due, and the other side's close, are waited for so long.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly List<Task> _answers = [];

    /// <summary>Commands pass no other limit: the connection is one request.</summary>
    private readonly TokenBucketRateLimiter _pace = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.RequestBurst,
        TokensPerPeriod = options.RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    private volatile bool _isClosing;

    private TimeSpan Heartbeat => TimeSpan.FromSeconds(options.HeartbeatSeconds);

    /// <summary>Serves until it ends; why it did.</summary>
    /// <param name="from">Stored events after this one come first; null: none.</param>
    /// <param name="stopping">The gateway stops, and the calls had their time to end.</param>
    public async Task<string> RunAsync(long? from, CancellationToken stopping)
    {
        // Cancelling breaks a WebSocket: only when nothing is left to be said.
        using var ending = new CancellationTokenSource();
        var listening = ListenAsync(ending.Token);
        var telling = new ControlFollowing(call, socket, follower, events, time).RunAsync(from, ending.Token);
        var stopped = StopAsync(stopping, ending.Token);
        var jobs = new List<Task<ControlEnd>> { listening, telling, WatchAsync(ending.Token), stopped };
        var first = await Task.WhenAny(jobs);
        if (first == stopped && call.Progress.IsOver)
        {
            // The gateway stops as the call is over: its last words are on their way.
            await BoundedAsync(telling);
            first = telling.IsCompleted ? telling : stopped;
        }

        var end = first.IsCompletedSuccessfully ? await first : ControlEnd.Failed;
        _isClosing = true;
        if (first != listening || !listening.IsCompletedSuccessfully)
        {
            await BoundedAsync(Task.WhenAll(Answers()));
            await socket.CloseAsync(end.Status, end.Why);
            await BoundedAsync(listening);
        }

        await ending.CancelAsync();
        await ((Task)Task.WhenAll(jobs)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Nothing is told any more: the place is somebody else's, however long a telephone rings on.
        follower.Dispose();

        // What was begun is written down in the request's name.
        await Task.WhenAll(Answers());
        if (first.Exception?.InnerException is { } fault)
        {
            log.FollowFailed(call.Id, fault);
        }

        return end.Why;
    }

    public void Dispose() => _pace.Dispose();

    private async Task BoundedAsync(Task task) => await Task.WhenAny(task, Task.Delay(ClosePatience, time));

    private async Task<ControlEnd> StopAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new ControlEnd(WebSocketCloseStatus.EndpointUnavailable, "The gateway stops.");
    }

    private async Task<ControlEnd> WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Heartbeat, time, cancellationToken);
            if (!await lasting.MayStayAsync(context, ApiScope.Viewer))
            {
                return new ControlEnd(WebSocketCloseStatus.PolicyViolation, "The key or session no longer holds.");
            }
        }
    }

    private async Task<ControlEnd> ListenAsync(CancellationToken cancellationToken)
    {
        while (await socket.ReadAsync(cancellationToken) is { } json)
        {
            if (!_isClosing)
            {
                await BeginAsync(ControlMessage.Read(json.Span), cancellationToken);
            }
        }

        return new ControlEnd(WebSocketCloseStatus.NormalClosure, "The client left.");
    }

    /// <summary>Begins in the order of the messages; answers come when they come.</summary>
    private async Task BeginAsync(ControlMessage? message, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(message) is { } refusal)
        {
            await socket.SendAsync(ControlReplies.Reply(message?.Id, refusal), cancellationToken);
            return;
        }

        var answer = AnswerAsync(message!, cancellationToken);
        lock (_answers)
        {
            _answers.RemoveAll(static done => done.IsCompleted);
            _answers.Add(answer);
        }
    }

    private async Task<IResult?> RefusalAsync(ControlMessage? message)
    {
        using var lease = _pace.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            return ApiProblem.Of(StatusCodes.Status429TooManyRequests, "Too many commands", "They come faster than Api:RequestsPerSecond allows.");
        }

        if (message is null)
        {
            return ApiProblem.Of(
                StatusCodes.Status400BadRequest, "The message is not understood",
                $"Expected one JSON object with a type and, at will, an id of at most {ControlMessage.MaxId} characters.");
        }

        if (!await lasting.MayStayAsync(context, ApiScope.Supervisor))
        {
            return ApiProblem.Of(StatusCodes.Status403Forbidden, "The scope does not allow this", "Commands need the scope supervisor.");
        }

        return Answers().Count(static answer => !answer.IsCompleted) < MaxRunning
            ? null
            : ApiProblem.Of(StatusCodes.Status429TooManyRequests, "Too many commands", $"At most {MaxRunning} of one client may be under way.");
    }

    /// <summary>Begins before it returns.</summary>
    private async Task AnswerAsync(ControlMessage message, CancellationToken cancellationToken)
    {
        IResult answer;
        try
        {
            answer = await verbs.RunAsync(call.Id, message, context);
        }
        catch (OperationCanceledException)
        {
            // The client left; what it wanted was given up.
            return;
        }
#pragma warning disable CA1031 // Whatever a command runs into: the client is told, and the connection goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.CommandFailed(call.Id, fault);
            answer = ApiProblem.Of(StatusCodes.Status500InternalServerError, "The command failed", "The gateway's log says why.");
        }

        await socket.SendAsync(ControlReplies.Reply(message.Id, answer), cancellationToken);
    }

    private Task[] Answers()
    {
        lock (_answers)
        {
            return [.. _answers];
        }
    }
}
