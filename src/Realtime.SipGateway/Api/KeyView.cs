using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>An API key as the API shows it: without its secret.</summary>
/// <param name="Id">For revocation and in the audit log; null for a key of the configuration, which is taken out there.</param>
/// <param name="Name">Who holds it.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="Source"><c>store</c> or <c>configuration</c>.</param>
/// <param name="Active">It is taken: neither revoked nor expired.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">From then on it is not taken.</param>
/// <param name="LastUsedAt">Its last use, to ten minutes.</param>
/// <param name="RevokedAt">Since when it is not taken.</param>
/// <param name="RevokedBy">Who revoked it.</param>
internal sealed record KeyView(
    string? Id,
    string Name,
    ApiScope Scope,
    string Source,
    bool Active,
    DateTimeOffset? CreatedAt = null,
    string? CreatedBy = null,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? LastUsedAt = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null)
{
    public static KeyView Of(StoredApiKey key, DateTimeOffset now) => new(
        key.Id, key.Name, Enum.TryParse<ApiScope>(key.Scope, ignoreCase: true, out var scope) ? scope : ApiScope.Viewer, "store",
        key.RevokedAt is null && (key.ExpiresAt is null || key.ExpiresAt > now),
        key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.LastUsedAt, key.RevokedAt, key.RevokedBy);

    public static KeyView Of(ApiKeyOptions key) => new(null, key.Name, key.Scope, "configuration", true);
}
