using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary><c>Authorization: Bearer …</c> or <c>X-Api-Key: …</c> against the hashes of the configuration and of the store; refusals are RFC 9457 problem details.</summary>
internal sealed class ApiKeyAuthentication(
    ApiKeys keys, StoredKeys stored, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "api-key";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } presented)
        {
            return AuthenticateResult.NoResult();
        }

        var principal = keys.Find(presented) is { } configured
            ? ApiUser.Of("key:" + configured.Name, configured.Name, configured.Scope, SchemeName)
            : await stored.FindAsync(presented, Context.RequestAborted) is { } key && Enum.TryParse<ApiScope>(key.Scope, ignoreCase: true, out var scope)
                ? ApiUser.Of("key:" + key.Id, key.Name, scope, SchemeName)
                : null;
        return principal is null
            ? AuthenticateResult.Fail("unknown key")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblem.Of(StatusCodes.Status401Unauthorized, "No valid API key", "Send one as Authorization: Bearer <key> or X-Api-Key: <key>.")
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "The key's scope does not allow this", $"The key {Context.User.Identity?.Name} needs a higher scope.")
            .ExecuteAsync(Context);

    private string? Presented()
    {
        var own = Request.Headers["X-Api-Key"];
        if (own.Count == 1)
        {
            return own[0];
        }

        var standard = Request.Headers.Authorization;
        return standard.Count == 1 && standard[0] is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? value[Bearer.Length..].Trim()
            : null;
    }
}
