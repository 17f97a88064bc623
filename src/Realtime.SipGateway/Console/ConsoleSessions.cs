using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Console;

/// <summary>
/// Sessions in a sealed cookie. Each request looks whether the user still is who signed in (same stamp), takes the scope of today, and
/// ends what is too old: idle by the cookie's own time, altogether by when it began.
/// </summary>
internal sealed class ConsoleSessions(UserDirectory users, IOptions<ConsoleOptions> options, TimeProvider time) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    private const string StampClaim = "stamp";

    private const string BeganItem = "began";

    public static ClaimsPrincipal PrincipalOf(StoredUser user)
    {
        var scope = Enum.TryParse<ApiScope>(user.Scope, ignoreCase: true, out var parsed) ? parsed : ApiScope.Viewer;
        var principal = ApiUser.Of("user:" + user.Name, user.Name, scope, ApiSchemes.Session);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(StampClaim, user.Stamp));
        return principal;
    }

    public static AuthenticationProperties PropertiesOf(DateTimeOffset now) =>
        new(new Dictionary<string, string?> { [BeganItem] = now.ToString("O", CultureInfo.InvariantCulture) });

    public void Configure(CookieAuthenticationOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CookieAuthenticationOptions cookie)
    {
        if (name != ApiSchemes.Session)
        {
            return;
        }

        cookie.Cookie.Name = ApiSchemes.SessionCookie;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = options.Value.AllowPlainHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.Cookie.IsEssential = true;
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(options.Value.IdleMinutes);
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnRedirectToLogin = RefuseAsync;
        cookie.Events.OnRedirectToAccessDenied = ForbidAsync;
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var user = context.Principal?.Identity?.Name is { } name ? await users.FindAsync(name, context.HttpContext.RequestAborted) : null;
        if (user is null || user.Stamp != context.Principal!.FindFirstValue(StampClaim) || IsTooOld(context.Properties))
        {
            context.RejectPrincipal();
            if (user is not null || await users.IsKnownAsync(context.HttpContext.RequestAborted))
            {
                // Else the store does not tell: the session may go on when it does again.
                await context.HttpContext.SignOutAsync(ApiSchemes.Session);
            }

            return;
        }

        context.ReplacePrincipal(PrincipalOf(user));
    }

    private bool IsTooOld(AuthenticationProperties properties) =>
        !DateTimeOffset.TryParse(properties.Items.TryGetValue(BeganItem, out var text) ? text : null, CultureInfo.InvariantCulture, out var began)
        || time.GetUtcNow() - began >= TimeSpan.FromHours(options.Value.SessionHours);

    private static Task RefuseAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/console", StringComparison.Ordinal))
        {
            context.Response.Redirect($"{ConsoleExtensions.Login}?return_to={Uri.EscapeDataString(request.Path + request.QueryString)}");
            return Task.CompletedTask;
        }

        return ApiProblem.Of(StatusCodes.Status401Unauthorized, "The session has ended", "Sign in again at /console, or send an API key.").ExecuteAsync(context.HttpContext);
    }

    private static Task ForbidAsync(RedirectContext<CookieAuthenticationOptions> context) => ApiProblem
        .Of(StatusCodes.Status403Forbidden, "Your scope does not allow this", $"{context.HttpContext.User.Identity?.Name} needs a higher scope.")
        .ExecuteAsync(context.HttpContext);
}
