using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Http;

/// <summary>Requests that the server itself cannot read, such as a body that is too large: answered in the service's form, not logged as errors.</summary>
internal static class BadRequests
{
    public static void UseBadRequests(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            await ApiError.WriteAsync(http, fault.StatusCode, new SchemaFault("invalid_request", fault.Message, null));
        }
    });
}
