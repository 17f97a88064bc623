using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.Simulator.Tests.Scenarios;

/// <summary>The client's webhook endpoint: keeps what comes and answers first as told, then 200.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebhookDelivery> _deliveries = new();
    private readonly ConcurrentQueue<int> _answers;

    private WebhookReceiver(WebApplication app, int[] answers)
    {
        _app = app;
        _answers = new ConcurrentQueue<int>(answers);
    }

    public IReadOnlyList<WebhookDelivery> Deliveries => [.. _deliveries];

    public string Url => _app.Urls.First() + "/hook";

    public static async Task<WebhookReceiver> StartAsync(params int[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app, answers);
        app.MapPost("/hook", receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async Task<WebhookDelivery> TakesAsync(int times)
    {
        await Eventually.IsTrueAsync(() => _deliveries.Count >= times, $"{times} webhooks");
        return Deliveries[times - 1];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var memory = new MemoryStream();
        await http.Request.Body.CopyToAsync(memory);
        var headers = http.Request.Headers;
        _deliveries.Enqueue(new WebhookDelivery(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, memory.ToArray()));
        http.Response.StatusCode = _answers.TryDequeue(out var status) ? status : 200;
        if (http.Response.StatusCode == 302)
        {
            http.Response.Headers.Location = "/hook";
        }
    }
}
