namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// User and display name of an address header as the vendor tells it. Only for facts of calls without our edge: read leniently, never
/// written into a message. Numbers are looked for inside <c>&lt;…&gt;</c> only: a tag may look like one.
/// </summary>
internal sealed record SipAddress(string User, string? Name)
{
    private const int MaxLength = 128;

    public static SipAddress Parse(string header)
    {
        var open = header.IndexOf('<', StringComparison.Ordinal);
        var close = open < 0 ? -1 : header.IndexOf('>', open);
        var uri = close > open ? header[(open + 1)..close] : header.Split(';', 2)[0];
        var name = open > 0 ? header[..open].Trim().Trim('"') : null;
        return new SipAddress(Cap(UserOf(uri.Trim())), string.IsNullOrEmpty(name) ? null : Cap(name));
    }

    /// <summary>RFC 3323 §4.1: a withheld caller is <c>anonymous</c>.</summary>
    public bool IsAnonymous =>
        User.Length == 0 || User.Equals("anonymous", StringComparison.OrdinalIgnoreCase) || User.Equals("restricted", StringComparison.OrdinalIgnoreCase);

    private static string UserOf(string uri)
    {
        var scheme = uri.IndexOf(':', StringComparison.Ordinal);
        var rest = scheme < 0 ? uri : uri[(scheme + 1)..];
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        var isTelephone = scheme > 0 && uri[..scheme].Equals("tel", StringComparison.OrdinalIgnoreCase);
        if (at < 0 && !isTelephone)
        {
            return "";
        }

        // Parameters of the user part and a password are not the number.
        var user = (at < 0 ? rest : rest[..at]).Split(';', 2)[0].Split(':', 2)[0];
        return string.Concat(Uri.UnescapeDataString(user).Where(character => !char.IsControl(character)));
    }

    private static string Cap(string text) => text.Length <= MaxLength ? text : text[..MaxLength];
}
