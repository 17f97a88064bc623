namespace Realtime.SipGateway.Calls;

/// <summary>A key as the store holds it.</summary>
/// <param name="Id">Stands in the audit log: <c>key:&lt;id&gt;</c>.</param>
/// <param name="Name">Who holds it.</param>
/// <param name="Hash">SHA-256 of the secret, 64 lower-case hexadecimal digits.</param>
/// <param name="Scope"><c>viewer</c>, <c>supervisor</c> or <c>admin</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">From then on it is not taken; null: never.</param>
/// <param name="LastUsedAt">Its last use, to some minutes; null: never.</param>
/// <param name="RevokedAt">From then on it is not taken.</param>
/// <param name="RevokedBy">Who revoked it.</param>
public sealed record StoredApiKey(
    string Id,
    string Name,
    string Hash,
    string Scope,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? LastUsedAt = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null);
