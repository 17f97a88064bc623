using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Rest;

/// <summary>The REST surface of the service.</summary>
internal static class RestRoutes
{
    public static IServiceCollection AddRest(this IServiceCollection services) => services
        .AddSingleton<ClientSecrets>().AddSingleton<ApiAccess>()
        .AddSingleton<AcceptEndpoint>().AddSingleton<ModerationEndpoint>().AddSingleton<ResponsesEndpoint>().AddSingleton<CallEndpoints>().AddSingleton<WebRtcEndpoint>().AddSingleton<ClientSecretEndpoint>();

    public static void MapRest(this WebApplication app)
    {
        var accept = app.Services.GetRequiredService<AcceptEndpoint>();
        var calls = app.Services.GetRequiredService<CallEndpoints>();
        var access = app.Services.GetRequiredService<ApiAccess>();
        app.MapPost("/v1/realtime/calls", (HttpContext http) =>
            RefusesBeta(http) ?? WithId(http, app.Services.GetRequiredService<WebRtcEndpoint>().HandleAsync));
        app.MapPost("/v1/realtime/client_secrets", (HttpContext http) =>
            ForServer(access, http, () => WithId(http, app.Services.GetRequiredService<ClientSecretEndpoint>().HandleAsync)));
        app.MapPost("/v1/moderations", (HttpContext http) =>
            ForServer(access, http, () => WithId(http, app.Services.GetRequiredService<ModerationEndpoint>().HandleAsync)));
        app.MapPost("/v1/responses", (HttpContext http) =>
            ForServer(access, http, () => WithId(http, app.Services.GetRequiredService<ResponsesEndpoint>().HandleAsync)));
        app.MapPost("/v1/realtime/calls/{id}/accept", (HttpContext http, string id) => ForServer(access, http, () => accept.HandleAsync(http, id)));
        app.MapPost("/v1/realtime/calls/{id}/reject", (HttpContext http, string id) => ForServer(access, http, () => calls.RejectAsync(http, id)));
        app.MapPost("/v1/realtime/calls/{id}/refer", (HttpContext http, string id) => ForServer(access, http, () => calls.ReferAsync(http, id)));
        app.MapPost("/v1/realtime/calls/{id}/hangup", (HttpContext http, string id) => ForServer(access, http, () => calls.HangUpAsync(http, id)));
    }

    private static Task ForServer(ApiAccess access, HttpContext http, Func<Task> handle) =>
        !access.IsServer(http) ? ApiAccess.RefuseAsync(http) : RefusesBeta(http) ?? handle();

    /// <summary>The beta interface is gone; who asks for it is told so.</summary>
    private static Task? RefusesBeta(HttpContext http) => http.Request.Headers.ContainsKey("OpenAI-Beta")
        ? ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, new SchemaFault("beta_api_shape_disabled", "The Realtime beta API is no longer available.", null))
        : null;

    private static Task WithId(HttpContext http, Func<HttpContext, Task> handle)
    {
        http.Response.Headers["x-request-id"] = Ids.NewHex("req_", 32);
        return handle(http);
    }
}
