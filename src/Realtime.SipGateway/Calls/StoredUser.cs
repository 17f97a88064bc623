namespace Realtime.SipGateway.Calls;

/// <summary>A person as the store holds it.</summary>
/// <param name="Name">In lower case; stands in the audit log as <c>user:&lt;name&gt;</c>.</param>
/// <param name="PasswordHash">Salted and slow (PBKDF2), with its own parameters.</param>
/// <param name="Scope"><c>viewer</c>, <c>supervisor</c> or <c>admin</c>.</param>
/// <param name="Stamp">Random; a new one ends all sessions of the user.</param>
/// <param name="CreatedAt">When the user was added.</param>
/// <param name="ChangedAt">Last change of password or scope.</param>
public sealed record StoredUser(string Name, string PasswordHash, string Scope, string Stamp, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);
