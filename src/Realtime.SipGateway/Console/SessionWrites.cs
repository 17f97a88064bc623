using Microsoft.AspNetCore.Antiforgery;
using Realtime.SipGateway.Api;

namespace Realtime.SipGateway.Console;

/// <summary>
/// A browser sends its cookie whoever made it send the request: what changes something with a session needs the token too that only our
/// own pages know. Keys are not sent by themselves and need none.
/// </summary>
internal static class SessionWrites
{
    public const string Header = "X-Csrf-Token";

    public static void UseSessionWrites(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (!HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
            && context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && context.User.Identity?.AuthenticationType == ApiSchemes.Session
            && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            await ApiProblem.Of(
                StatusCodes.Status400BadRequest, "The antiforgery token is missing",
                $"A change with a session needs the header {Header} with csrf_token of GET /api/me.").ExecuteAsync(context);
            return;
        }

        await next(context);
    });
}
