using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Api;

/// <summary>Live events as a stream (Server-Sent Events): of one call or of all, partial words included.</summary>
internal sealed class EventsApi(Followers followers, Lasting lasting, IOptions<ApiOptions> options, TimeProvider time, FollowingEnd end)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet(
            "/events",
            static (
                [Description("Only of this call.")] string? call,
                [Description("Only these types, with commas between: handler.turn_opened,call.ended.")] string? types,
                HttpContext context, EventsApi self) => self.FollowAsync(call, types, context))
            .Documented("FollowEvents", "Events", "Live events as a stream", "Server-Sent Events: the data of each is an event of a call; comments in between say that the stream lives.")
            .Produces<CallEventView>(StatusCodes.Status200OK, "text/event-stream")
            .Problems(400, 429, 503);

    private async Task<IResult> FollowAsync(string? call, string? types, HttpContext context)
    {
        CallId? only = null;
        if (call is not null)
        {
            if (!CallId.TryParse(call, out var id))
            {
                return ApiProblem.BadValue("call", "a call id: call_ and 32 hexadecimal digits");
            }

            only = id;
        }

        var wanted = types?.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        if (wanted?.FirstOrDefault(static type => CallEventTypes.Find(type) is null) is { } unknown)
        {
            return ApiProblem.BadValue("types", $"types of events with commas between, such as handler.turn_opened; {(unknown.Length <= 64 ? unknown : unknown[..64])} is none");
        }

        using var follower = followers.Open(context, only, wanted, out var problem);
        if (follower is null)
        {
            return problem;
        }

        // What was seen until the gateway stops is told: calls end a moment before.
        using var stopping = end.Token.Register(follower.Complete);
        var left = context.RequestAborted;

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // Proxies that buffer would hold the events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync(context, follower.Events.ReadAllAsync(left), left);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The follower left.
        }

        return Results.Empty;
    }

    private async Task WriteAsync(HttpContext context, IAsyncEnumerable<CallEvent> events, CancellationToken cancellationToken)
    {
        var response = context.Response;
        using var moving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var reader = events.GetAsyncEnumerator(moving.Token);
        var next = reader.MoveNextAsync().AsTask();
        try
        {
            // Says at once that the stream is open: the follower misses nothing from here on.
            await response.Body.WriteAsync(": following\n\n"u8.ToArray(), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            var beat = BeatAsync(cancellationToken);
            while (true)
            {
                if (await Task.WhenAny(next, beat) == beat)
                {
                    await beat;
                    if (!await lasting.MayStayAsync(context, ApiScope.Viewer))
                    {
                        return;
                    }

                    await response.Body.WriteAsync(": alive\n\n"u8.ToArray(), cancellationToken);
                    beat = BeatAsync(cancellationToken);
                }
                else if (await next)
                {
                    await response.Body.WriteAsync(Frame(reader.Current), cancellationToken);
                    next = reader.MoveNextAsync().AsTask();
                }
                else
                {
                    return;
                }

                await response.Body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            // An enumerator must not be disposed while it moves.
            await moving.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task BeatAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(options.Value.HeartbeatSeconds), time, cancellationToken);

    private static byte[] Frame(CallEvent callEvent)
    {
        // The envelope is one line of JSON: it cannot break the frame.
        var id = callEvent.Sequence > 0 ? string.Create(CultureInfo.InvariantCulture, $"id: {callEvent.CallId.Value}/{callEvent.Sequence}\n") : "";
        return [.. Encoding.UTF8.GetBytes($"{id}event: {callEvent.Data.Type}\ndata: "), .. callEvent.ToJson(), (byte)'\n', (byte)'\n'];
    }
}
