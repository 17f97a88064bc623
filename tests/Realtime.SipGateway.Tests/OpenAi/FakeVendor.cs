using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Tests.OpenAi;

/// <summary>The vendor's REST API over a real socket; each request gets what the test says.</summary>
internal sealed class FakeVendor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeVendor(WebApplication app) => _app = app;

    public ConcurrentQueue<VendorRequest> Requests { get; } = new();

    /// <summary>Answers the n-th request, from 1.</summary>
    public Func<VendorRequest, int, HttpContext, Task> Answer { get; set; } = static (_, _, _) => Task.CompletedTask;

    public Uri BaseUrl => new(_app.Urls.First() + "/v1");

    public static async Task<FakeVendor> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var vendor = new FakeVendor(app);
        app.Run(vendor.TakeAsync);
        await app.StartAsync();
        return vendor;
    }

    public static Task ErrorAsync(HttpContext context, int status, string code, string message = "No.")
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(
            $$$"""{"error":{"message":"{{{message}}}","type":"invalid_request_error","param":null,"code":"{{{code}}}"}}""");
    }

    public Target Target(string name = "openai", Action<TargetOptions>? configure = null)
    {
        var options = new TargetOptions { ApiBaseUrl = BaseUrl.ToString(), ApiKey = "literal:sk-test", AcceptTimeoutMs = 30_000 };
        configure?.Invoke(options);
        return new Target(name, options);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new VendorRequest(context.Request.Method, context.Request.Path.Value!, headers, await reader.ReadToEndAsync());
        Requests.Enqueue(request);
        await Answer(request, Requests.Count, context);
    }
}
