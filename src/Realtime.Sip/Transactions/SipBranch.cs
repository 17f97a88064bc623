using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>Branches that are never made twice and that nobody can guess, so that nobody can forge a response (RFC 3261 8.1.1.7).</summary>
internal static class SipBranch
{
    /// <summary>96 bits: a forger who sends a million responses a second finds no branch in the age of the universe.</summary>
    private const int RandomBytes = 12;

    public static int CookieLength => ViaHeader.MagicCookie.Length;

    /// <summary>Length of a branch of ours.</summary>
    public static int Length => CookieLength + (2 * RandomBytes);

    public static string New() => RandomTokens.New(RandomBytes, ViaHeader.MagicCookie);

    /// <summary>A To tag of a response (RFC 3261 19.3).</summary>
    public static string NewTag() => RandomTokens.New(sizeof(ulong));
}
