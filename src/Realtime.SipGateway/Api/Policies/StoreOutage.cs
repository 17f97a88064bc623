using System.Data.Common;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>A store that does not answer is 503, not a fault of ours: what was asked for was not done, or is durable and said so before.</summary>
internal sealed class StoreOutage(ILogger<StoreOutage> log) : IEndpointFilter
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception fault) when (fault is StoreException or DbException)
        {
            log.StoreUnavailable(context.HttpContext.Request.Path, fault.Message);
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "The store does not answer", "Nothing was changed. Try again in a little while.");
        }
    }
}
