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
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedShop(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/work";

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>Where the last one wants its result to be sent; null: nowhere.</summary>
    public Uri? CallbackUrl { get; private set; }

    /// <param name="isSlow">It works until it is released.</param>
    /// <param name="isLater">It takes the order and answers later.</param>
    public static async Task<ScriptedShop> StartAsync(bool isSlow = false, bool isLater = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var shop = new ScriptedShop(app);
        if (!isSlow)
        {
            shop.Release();
        }

        app.MapPost("/work", context => shop.WorkAsync(context, isLater ? StatusCodes.Status202Accepted : StatusCodes.Status200OK));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return shop;
    }

    /// <summary>The work is done.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.DisposeAsync();
    }

    private async Task WorkAsync(HttpContext context, int status)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        CallbackUrl = context.Request.Headers["X-Callback-URL"].FirstOrDefault() is { } address ? new Uri(address) : null;
        _bodies.Enqueue(body);
        await _released.Task.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { state = "done" }, context.RequestAborted);
    }
}
