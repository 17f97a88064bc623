using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.SipGateway.Api.Description;

namespace Realtime.SipGateway.Api;

/// <summary>Tells a program whether its key works, and what it may do with it.</summary>
internal static class MeApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/me", static (HttpContext context) => Get(context))
        .Documented("GetMe", "Keys", "Whose key it is, and what it may do")
        .Produces<MeView>();

    private static JsonHttpResult<MeView> Get(HttpContext context)
    {
        var user = context.User;
        var token = user.Identity?.AuthenticationType == ApiSchemes.Session
            ? context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken
            : null;
        return TypedResults.Json(
            new MeView(ApiUser.ActorOf(user), user.Identity?.Name ?? "", ApiUser.ScopeOf(user) ?? ApiScope.Viewer, token), ApiJson.Default.MeView);
    }
}
