namespace Realtime.Sip.Authentication;

/// <summary>Who we are for a peer that challenges. The password is asked for each time, so that a changed one counts at once; it is never printed.</summary>
/// <param name="username">The user of the digest.</param>
/// <param name="password">Reads the password.</param>
/// <param name="realm">The only realm that may have it; null: any that asks.</param>
public sealed class SipCredentials(string username, Func<string> password, string? realm = null)
{
    public string Username { get; } = username;

    public string? Realm { get; } = realm;

    public SipCredentials(string username, string password, string? realm = null)
        : this(username, () => password, realm)
    {
    }

    public override string ToString() => Username;

    internal string ReadPassword() => password();
}
