using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Http;

/// <summary>Answers a REST request with an error body of the service.</summary>
internal static class ApiError
{
    public static readonly SchemaFault NoSuchCall = new("call_id_not_found", "No session found for the provided call_id.", null);

    public static readonly SchemaFault Decided = new("decision_already_made", "A decision was already made for this call.", null);

    public static Task WriteAsync(HttpContext http, int status, SchemaFault fault)
    {
        http.Response.StatusCode = status;
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = fault.Message,
                ["type"] = status >= 500 ? "server_error" : "invalid_request_error",
                ["param"] = fault.Param,
                ["code"] = fault.Code,
            },
        };
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }
}
