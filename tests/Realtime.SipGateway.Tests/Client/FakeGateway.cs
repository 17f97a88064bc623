using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.Client;

namespace Realtime.SipGateway.Tests.Client;

/// <summary>As much of a gateway's API as a program that answers callers sees, and able to misbehave.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Id, string Agent)> _live = [];
    private int _answersToComeWithFault;

    private FakeGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/api/events", FollowAsync);
        _app.MapGet("/api/calls", (int limit, string agent) => Page(agent));
        _app.MapGet("/api/calls/{id}", (string id) =>
        {
            lock (_live)
            {
                return _live.Where(call => call.Id == id).Select(call => Results.Json(Shown(call))).FirstOrDefault() ?? Results.NotFound();
            }
        });
    }

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

    public GatewayClient Client(TimeSpan? idle = null) => new(new Uri(_app.Urls.First()), "key") { IdleTimeout = idle ?? TimeSpan.FromSeconds(60) };

    public void Live(params IEnumerable<(string Id, string Agent)> calls)
    {
        lock (_live)
        {
            _live.Clear();
            _live.AddRange(calls);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

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

    private async Task FollowAsync(HttpContext context)
    {
        Followers++;
        context.Response.ContentType = "text/event-stream";
        string[] lines = [": following", .. Lines];
        Lines.Clear();
        foreach (var line in lines)
        {
            await context.Response.WriteAsync(line + "\n\n", context.RequestAborted);
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public static string Turn(string call, int turn, string text) => "data: " + JsonSerializer.Serialize(
        new Dictionary<string, object> { ["call_id"] = call, ["type"] = "handler.turn_opened", ["data"] = new Dictionary<string, object> { ["turn"] = turn, ["text"] = text, ["timeout_ms"] = 4_000 } });
}
