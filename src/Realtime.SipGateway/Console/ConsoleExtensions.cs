using System.Reflection;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Console;

/// <summary>Pages for people: they sign in, see where they are, and may use the API with their session.</summary>
internal static class ConsoleExtensions
{
    public const string Home = "/console";

    public const string Login = "/console/login";

    private const int MaxForm = 8 * 1024;

    /// <summary>Nothing from elsewhere, no script at all, no frame around it.</summary>
    private const string ContentPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<DeviceCookie>();
        services.AddSingleton<LoginEndpoint>();
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, ConsoleSessions>();
        services.AddAuthentication().AddCookie(ApiSchemes.Session);
        services.AddDataProtection().SetApplicationName("Realtime.SipGateway");
        // That the keys lie in the store as they are is the operator's to know (README), not a warning at each start.
        services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository>(static (options, keys) => options.XmlRepository = keys);
        services.AddAntiforgery(static options =>
        {
            options.Cookie.Name = "gateway_csrf";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = ConsolePages.CsrfField;
            options.HeaderName = SessionWrites.Header;
            options.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    public static void MapConsole(this IEndpointRouteBuilder endpoints)
    {
        var console = endpoints.MapGroup(Home).ExcludeFromDescription();
        console.AddEndpointFilter(static (context, next) =>
        {
            Guard(context.HttpContext.Response.Headers);
            return next(context);
        });
        console.MapGet("", static (HttpContext context, IAntiforgery antiforgery, PolicyStore policies, ActiveCalls calls) =>
            Overview(context, antiforgery, policies, calls));
        console.MapGet("/login", static ([FromQuery(Name = "return_to")] string? returnTo, HttpContext context, LoginEndpoint login) => login.FormAsync(context, returnTo));
        console.MapPost("/login", static (HttpContext context, LoginEndpoint login) => login.SignInAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(MaxForm));
        console.MapPost("/logout", static (HttpContext context, LoginEndpoint login) => login.SignOutAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(MaxForm));
        console.MapGet("/style.css", static (HttpContext context) => Style(context));
    }

    public static IResult Html(string page, int status = StatusCodes.Status200OK) =>
        Results.Content(page, "text/html; charset=utf-8", Encoding.UTF8, status);

    private static IResult Overview(HttpContext context, IAntiforgery antiforgery, PolicyStore policies, ActiveCalls calls)
    {
        if (ApiUser.ScopeOf(context.User) is not { } scope || context.User.Identity?.AuthenticationType != ApiSchemes.Session)
        {
            return Results.Redirect(Login);
        }

        var version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "unknown";
        return Html(ConsolePages.Home(
            antiforgery.GetAndStoreTokens(context).RequestToken!,
            context.User.FindFirstValue(ClaimTypes.Name) ?? "",
            scope.ToString().ToLowerInvariant(),
            [
                ("Gateway", version),
                ("Node", Environment.MachineName),
                ("Policy in force", policies.IsLoaded ? policies.Current.Version : "none"),
                ("Calls now", calls.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ]));
    }

    private static IResult Style(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return Results.Stream(typeof(ConsoleExtensions).Assembly.GetManifestResourceStream("console.css")!, "text/css; charset=utf-8");
    }

    private static void Guard(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
