using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Console;

/// <summary>Sign in and out: one text for every failure, the same work for every name, and slower the more fail.</summary>
internal sealed class LoginEndpoint(
    UserDirectory users, Passwords passwords, LoginThrottle throttle, DeviceCookie device, IAntiforgery antiforgery, IAuditLog audit,
    IOptions<ConsoleOptions> options, TimeProvider time, ILogger<LoginEndpoint> log)
{
    private const string Failed = "Name or password is wrong.";

    private const int MaxReturnTo = 512;

    /// <summary>Failures at once that stand in the audit log, then one every ten seconds: strangers must not fill it; the log has the rest.</summary>
    private const int MaxAudited = 60;

    private readonly AttemptBuckets _audited = new(MaxAudited, TimeSpan.FromSeconds(10), time);

    public async Task<IResult> FormAsync(HttpContext context, string? returnTo) =>
        WhyNotHere(context) ?? await FormAsync(context, returnTo, null, null, StatusCodes.Status200OK);

    public async Task<IResult> SignInAsync(HttpContext context)
    {
        if (WhyNotHere(context) is { } elsewhere)
        {
            return elsewhere;
        }

        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var (name, password, returnTo) = (form["name"].ToString(), form["password"].ToString(), form["return_to"].ToString());
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return await FormAsync(context, returnTo, name, "The form was too old. Please try again.", StatusCodes.Status400BadRequest);
        }

        if (!await users.IsKnownAsync(context.RequestAborted))
        {
            return await FormAsync(
                context, returnTo, name, "The gateway cannot read its store: nobody can sign in now. Please try again later.", StatusCodes.Status503ServiceUnavailable);
        }

        var (remote, known) = (context.Connection.RemoteIpAddress, device.Read(context, name));
        if (throttle.Take(name, remote, known) is var wait && wait > TimeSpan.Zero)
        {
            log.Throttled(remote?.ToString());
            return await WaitAsync(context, returnTo, name, wait);
        }

        var user = UserDirectory.IsName(name) ? await users.FindAsync(name, context.RequestAborted) : null;
        switch (await passwords.IsRightAsync(user, password, context.RequestAborted))
        {
            case null:
                return await WaitAsync(context, returnTo, name, TimeSpan.FromSeconds(5));
            case false:
                log.SignInFailed(remote?.ToString());
                // A name that nobody has is not written down: people type their password there.
                if (_audited.Take("") == TimeSpan.Zero)
                {
                    await AuditAsync("login.failed", user is null ? "(unknown name)" : user.Name, "stranger", remote);
                }

                context.Response.Headers.WWWAuthenticate = "Form";
                return await FormAsync(context, returnTo, name, Failed, StatusCodes.Status401Unauthorized);
            default:
                throttle.Succeeded(name, remote, known);
                await SignInAsync(context, user!, known is null);
                return new SeeOther(IsOurs(returnTo) ? returnTo : ConsoleExtensions.Home);
        }
    }

    public async Task<IResult> SignOutAsync(HttpContext context)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return ConsoleExtensions.Html(
                ConsolePages.Message("Not signed out", "The form was too old. Go back and try again."), StatusCodes.Status400BadRequest);
        }

        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
        {
            log.SignedOut(name);
            await AuditAsync("logout", name, ApiUser.ActorOf(context.User), context.Connection.RemoteIpAddress);
        }

        await context.SignOutAsync(ApiSchemes.Session);
        return new SeeOther(ConsoleExtensions.Login);
    }

    private async Task SignInAsync(HttpContext context, StoredUser user, bool isNewDevice)
    {
        await context.SignInAsync(ApiSchemes.Session, ConsoleSessions.PrincipalOf(user), ConsoleSessions.PropertiesOf(time.GetUtcNow()));
        if (isNewDevice)
        {
            device.Write(context, user.Name);
        }

        log.SignedIn(user.Name, context.Connection.RemoteIpAddress?.ToString());
        await AuditAsync("login.succeeded", user.Name, "user:" + user.Name, context.Connection.RemoteIpAddress, isNewDevice);
    }

    private async Task<IResult> FormAsync(HttpContext context, string? returnTo, string? name, string? fault, int status)
    {
        var csrf = antiforgery.GetAndStoreTokens(context).RequestToken!;
        var noUsers = await users.IsEmptyAsync(context.RequestAborted);
        return ConsoleExtensions.Html(ConsolePages.Login(csrf, IsOurs(returnTo) ? returnTo : null, name, fault, noUsers), status);
    }

    private Task<IResult> WaitAsync(HttpContext context, string? returnTo, string name, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return FormAsync(
            context, returnTo, name,
            string.Create(CultureInfo.InvariantCulture, $"Too many attempts. Please wait {Math.Ceiling(wait.TotalSeconds)} seconds."), StatusCodes.Status429TooManyRequests);
    }

    /// <summary>A password goes over HTTPS, or stays on this machine.</summary>
    private IResult? WhyNotHere(HttpContext context) =>
        context.Request.IsHttps || options.Value.AllowPlainHttp || context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote)
            ? null
            : ConsoleExtensions.Html(
                ConsolePages.Message(
                    "HTTPS is needed", "Passwords are not taken over plain HTTP. Use the gateway's HTTPS address; behind a proxy that does TLS, set Api:TrustedProxies."),
                StatusCodes.Status403Forbidden);

    private async Task AuditAsync(string action, string what, string actor, IPAddress? remote, bool isNewDevice = false)
    {
        try
        {
            var detail = isNewDevice ? new JsonObject { ["new_device"] = true } : null;
            await audit.RecordAsync(new AuditEntry(actor, action, what) { Remote = remote?.ToString(), Detail = detail?.ToJsonString() }, CancellationToken.None);
        }
        catch (StoreException fault)
        {
            log.NotAudited(fault.Message);
        }
    }

    /// <summary>A path of this host: another site must not send people on from our sign-in.</summary>
    private static bool IsOurs(string? path) =>
        path is { Length: > 0 and <= MaxReturnTo } && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.Any(char.IsControl);
}
