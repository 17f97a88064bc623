using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The service behind http tools of a scenario.</summary>
internal sealed class ScriptedShop : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _bodies;

    private ScriptedShop(WebApplication app, ConcurrentQueue<string> bodies) => (_app, _bodies) = (app, bodies);

    public string Url => _app.Urls.First() + "/work";

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    public static async Task<ScriptedShop> StartAsync()
    {
        var bodies = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/work", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
            return Results.Text("""{"state":"done"}""", "application/json");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ScriptedShop(app, bodies);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
