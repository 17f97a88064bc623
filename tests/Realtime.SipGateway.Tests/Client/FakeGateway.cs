using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.SipGateway.Tests.Client;

/// <summary>As much of a gateway's API as a program that answers callers sees, and able to misbehave.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Id, string Agent)> _live = [];
    private readonly CancellationTokenSource _stop = new();
    private int _answersToComeWithFault;

    private FakeGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/api/events", FollowAsync);
        _app.MapGet("/api/calls", (int limit, string agent) => Page(agent));
        _app.MapGet("/api/calls/{id}", LookAsync);
        _app.MapPost("/api/calls/{id}/say", async (string id, HttpContext context) =>
        {
            var said = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
            lock (_live)
            {
                Said.Add($"{id}: {said.GetProperty("text").GetString()}");
            }

            return Results.StatusCode(Answers.GetValueOrDefault(id, StatusCodes.Status202Accepted));
        });
        _app.MapPost("/api/calls/{id}/respond", async (string id, HttpContext context) =>
        {
            var left = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
            lock (_live)
            {
                Left.Add(left.GetRawText());
            }

            return Results.StatusCode(Answers.GetValueOrDefault(id, StatusCodes.Status202Accepted));
        });
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>What programs said, with the id of the call.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Bodies of <c>respond</c>.</summary>
    public List<string> Left { get; } = [];

    /// <summary>Status of the answer to <c>say</c> and <c>respond</c> by call; 202 when it is not here.</summary>
    public Dictionary<string, int> Answers { get; } = [];

    /// <summary>Streams that end after their lines; each follower gets one, before <see cref="Lines"/>.</summary>
    public Queue<string[]> ShortStreams { get; } = [];

    /// <summary>Ids of calls whose record says that they ended.</summary>
    public HashSet<string> Ended { get; } = [];

    /// <summary>Questions about single calls so far, by id.</summary>
    public List<string> Looked { get; } = [];

    /// <summary>Questions about this call wait for it.</summary>
    public (string Id, Task Until)? Slow { get; set; }

    /// <summary>The first questions about single calls are answered with this status.</summary>
    public (int Count, HttpStatusCode Status) LookFaults { get; set; }

    /// <summary>From now on the key is not known.</summary>
    public bool RefusesKey { get; set; }

    /// <summary>Connections to the stream so far.</summary>
    public int Followers { get; private set; }

    /// <summary>Live calls in the list at most.</summary>
    public int PageSize { get; set; } = 200;

    /// <summary>Lines that the next follower gets, after which the stream is silent.</summary>
    public IList<string> Lines { get; } = [];

    /// <summary>The first requests for the list are answered with this status.</summary>
    public (int Count, HttpStatusCode Status) Faults { get; set; }

    public static async Task<FakeGateway> StartAsync()
    {
        var gateway = new FakeGateway();
        await gateway._app.StartAsync();
        return gateway;
    }

    public void Live(params IEnumerable<(string Id, string Agent)> calls)
    {
        lock (_live)
        {
            _live.Clear();
            _live.AddRange(calls);
        }
    }

    /// <summary>Ends the streams of all followers, those to come too.</summary>
    public void StopFollowing() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private static Dictionary<string, object> Shown((string Id, string Agent) call) =>
        new() { ["call_id"] = call.Id, ["agent"] = call.Agent, ["live"] = true };

    private IResult Page(string agent)
    {
        if (Interlocked.Increment(ref _answersToComeWithFault) <= Faults.Count)
        {
            return Results.StatusCode((int)Faults.Status);
        }

        lock (_live)
        {
            var calls = _live.Where(call => call.Agent == agent).ToList();
            return Results.Json(new Dictionary<string, object> { ["live"] = calls.Take(PageSize).Select(Shown), ["live_total"] = calls.Count });
        }
    }

    private async Task<IResult> LookAsync(string id)
    {
        int looks;
        lock (_live)
        {
            Looked.Add(id);
            looks = Looked.Count;
        }

        if (Slow is { } slow && slow.Id == id)
        {
            await slow.Until;
        }

        if (looks <= LookFaults.Count)
        {
            return Results.StatusCode((int)LookFaults.Status);
        }

        lock (_live)
        {
            return Ended.Contains(id)
                ? Results.Json(new Dictionary<string, object> { ["call_id"] = id, ["ended_at"] = "2026-11-21T12:00:00+00:00" })
                : _live.Where(call => call.Id == id).Select(call => Results.Json(Shown(call))).FirstOrDefault() ?? Results.NotFound();
        }
    }

    private async Task FollowAsync(HttpContext context)
    {
        Followers++;
        if (RefusesKey)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        var isShort = ShortStreams.TryDequeue(out var few);
        string[] lines = [": following", .. few ?? Lines];
        if (!isShort)
        {
            Lines.Clear();
        }

        foreach (var line in lines)
        {
            await context.Response.WriteAsync(line + "\n\n", context.RequestAborted);
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (isShort)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public static string Turn(string call, int turn, string text) => "data: " + JsonSerializer.Serialize(
        new Dictionary<string, object> { ["call_id"] = call, ["type"] = "handler.turn_opened", ["data"] = new Dictionary<string, object> { ["turn"] = turn, ["text"] = text, ["timeout_ms"] = 4_000 } });
}
