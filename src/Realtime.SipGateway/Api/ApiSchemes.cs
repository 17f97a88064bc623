using Microsoft.AspNetCore.Authentication;

namespace Realtime.SipGateway.Api;

/// <summary>The ways to prove who one is: a key in a header, or the console's cookie. A key that is presented always decides.</summary>
internal static class ApiSchemes
{
    /// <summary>Picks one of the others by what the request carries.</summary>
    public const string Either = "either";

    /// <summary>The console's session.</summary>
    public const string Session = "session";

    public const string SessionCookie = "gateway_session";

    public static AuthenticationBuilder AddApiSchemes(this IServiceCollection services) => services
        .AddAuthentication(Either)
        .AddPolicyScheme(Either, null, static options => options.ForwardDefaultSelector = Pick)
        .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);

    private static string Pick(HttpContext context) =>
        context.Request.Headers.ContainsKey("Authorization") || context.Request.Headers.ContainsKey("X-Api-Key") || !context.Request.Cookies.ContainsKey(SessionCookie)
            ? ApiKeyAuthentication.SchemeName
            : Session;
}
