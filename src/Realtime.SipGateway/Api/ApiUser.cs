using System.Security.Claims;

namespace Realtime.SipGateway.Api;

/// <summary>Who uses the API, as claims: <c>sub</c> is <c>key:&lt;id&gt;</c> or <c>user:&lt;name&gt;</c>, <c>scope</c> what is allowed.</summary>
internal static class ApiUser
{
    public const string SubjectClaim = "sub";

    public const string ScopeClaim = "scope";

    public static ClaimsPrincipal Of(string subject, string name, ApiScope scope, string scheme) => new(
        new ClaimsIdentity([new(SubjectClaim, subject), new(ClaimTypes.Name, name), new(ScopeClaim, scope.ToString())], scheme));

    /// <summary>True for this scope or a higher one.</summary>
    public static bool Has(ClaimsPrincipal principal, ApiScope scope) => ScopeOf(principal) >= scope;

    /// <summary>The highest of what was presented; null: nothing is allowed.</summary>
    public static ApiScope? ScopeOf(ClaimsPrincipal principal) => principal.Identities
        .Where(static identity => identity.IsAuthenticated)
        .Select(static identity => Enum.TryParse<ApiScope>(identity.FindFirst(ScopeClaim)?.Value, out var scope) ? scope : (ApiScope?)null)
        .Max();

    /// <summary>For the audit log.</summary>
    public static string ActorOf(ClaimsPrincipal principal) => principal.FindFirstValue(SubjectClaim) ?? "unknown";
}
