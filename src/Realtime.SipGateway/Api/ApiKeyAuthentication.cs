using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary><c>Authorization: Bearer …</c> or <c>X-Api-Key: …</c> against the configured hashes; refusals are RFC 9457 problem details.</summary>
internal sealed class ApiKeyAuthentication(
    ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "api-key";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } presented)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (keys.Find(presented) is not { } key)
        {
            return Task.FromResult(AuthenticateResult.Fail("unknown key"));
        }

        // Names of keys are told apart whatever their case.
        var principal = ApiUser.Of("key:" + key.Name, key.Name, key.Scope, SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName)));
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
