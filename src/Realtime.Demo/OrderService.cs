using System.Text.Json;

namespace Realtime.Demo;

/// <summary>The business behind the tool: a small web service that knows one order.</summary>
internal static class OrderService
{
    public static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapPost("/orders/lookup", (JsonElement query) =>
            query.TryGetProperty("order_id", out var id) && id.GetString() == "4711"
                ? Results.Json(new { order_id = "4711", status = "shipped", arrives = "on Tuesday", carrier = "DHL" })
                : Results.Json(new { error = "There is no such order." }, statusCode: StatusCodes.Status404NotFound));
        return app;
    }
}
