namespace Realtime.Sip.Authentication;

/// <summary>What became of the credentials of a request.</summary>
public enum DigestResult
{
    /// <summary>There are none for our realm: challenge.</summary>
    Missing,

    /// <summary>The user is who it says.</summary>
    Accepted,

    /// <summary>The user is who it says, but the nonce is too old or not ours: challenge with <c>stale=true</c>.</summary>
    Stale,

    /// <summary>The user was right once: these credentials were used before. Challenge with <c>stale=true</c>.</summary>
    Replayed,

    /// <summary>User, password or URI are wrong. They are not told apart: a stranger learns no names.</summary>
    Refused,

    /// <summary>They cannot be read, or use an algorithm that was not offered.</summary>
    Malformed,
}
