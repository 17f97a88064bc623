namespace Realtime.Sip.Authentication;

/// <summary>What the server role has to know of a user.</summary>
/// <param name="Name">The username.</param>
/// <param name="HashedA1">The hash of A1 by algorithm and realm (<see cref="DigestCredentials.HashA1"/>); null for one that the user may not use.</param>
public sealed record DigestUser(string Name, Func<DigestAlgorithm, string, string?> HashedA1)
{
    /// <summary>A user whose password can be read.</summary>
    public static DigestUser OfPassword(string name, Func<string> password) =>
        new(name, (algorithm, realm) => DigestCredentials.HashA1(algorithm, name, realm, password()));
}
