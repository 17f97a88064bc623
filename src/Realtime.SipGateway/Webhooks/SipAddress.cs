using System.Text;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// An address header as the vendor tells it. Only for facts of calls without our edge: read leniently, never written into a message. A number is
/// looked for inside <c>&lt;…&gt;</c> only, and a display name in quotes is skipped first: a tag or a name may look like a number or an address.
/// </summary>
/// <param name="User">User part without its password, unescaped; empty when there is none.</param>
/// <param name="Host">Host of a SIP address; empty of a telephone number.</param>
/// <param name="Name">Display name; null when there is none.</param>
/// <param name="Privacy">The parameter of that name (Remote-Party-ID); null when there is none.</param>
internal sealed record SipAddress(string User, string Host, string? Name, string? Privacy)
{
    private const int MaxLength = 128;

    private static readonly SipAddress None = new("", "", null, null);

    /// <summary>The addresses of one header value, which commas part (RFC 3261 §7.3.1).</summary>
    public static IEnumerable<SipAddress> ParseAll(string header)
    {
        var start = 0;
        var (quoted, inside) = (false, false);
        for (var at = 0; at < header.Length; at++)
        {
            switch (header[at])
            {
                case '\\' when quoted:
                    at++;
                    break;
                case '"' when !inside:
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    inside = true;
                    break;
                case '>' when !quoted:
                    inside = false;
                    break;
                case ',' when !quoted && !inside:
                    yield return Parse(header[start..at]);
                    start = at + 1;
                    break;
            }
        }

        yield return Parse(header[start..]);
    }

    public static SipAddress Parse(string header)
    {
        var text = header.Trim();
        var (name, rest) = SplitName(text);
        var open = rest.IndexOf('<', StringComparison.Ordinal);
        if (open < 0)
        {
            // Without brackets what follows a semicolon is the header's, not the address's (RFC 3261 §20).
            return name is null ? Of(rest.Split(';', 2)[0].Trim(), null, rest) : None;
        }

        var close = rest.IndexOf('>', open);
        if (close < 0)
        {
            return None;
        }

        name ??= rest[..open].Trim() is { Length: > 0 } words ? words : null;
        return Of(rest[(open + 1)..close].Trim(), name, rest[(close + 1)..]);
    }

    private static SipAddress Of(string uri, string? name, string parameters)
    {
        var (user, host) = Split(uri);
        var privacy = parameters.Split(';').Select(static one => one.Split('=', 2))
            .FirstOrDefault(static one => one.Length == 2 && one[0].Trim().Equals("privacy", StringComparison.OrdinalIgnoreCase))?[1].Trim().Trim('"');
        return new SipAddress(Cap(user), Cap(host), name is { Length: > 0 } ? Cap(name) : null, privacy);
    }

    /// <summary>A display name in quotes, with its escapes taken out, and what follows it; a name that never ends leaves nothing.</summary>
    private static (string? Name, string Left) SplitName(string text)
    {
        if (!text.StartsWith('"'))
        {
            return (null, text);
        }

        var name = new StringBuilder();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                return (name.ToString(), text[(at + 1)..]);
            }

            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            name.Append(text[at]);
        }

        return ("", "");
    }

    private static (string User, string Host) Split(string uri)
    {
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : uri[..colon].ToLowerInvariant();
        var rest = uri[(colon + 1)..];
        if (scheme == "tel")
        {
            return (Clean(rest.Split(';', 2)[0]), "");
        }

        var at = rest.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? ("", HostOf(rest)) : (Clean(rest[..at]), HostOf(rest[(at + 1)..]));
    }

    private static string HostOf(string rest) => rest.Split([';', '?', ':', '>'], 2)[0].Trim();

    /// <summary>A password is not the number; parameters are the number plan's matter.</summary>
    private static string Clean(string user) => string.Concat(
        Uri.UnescapeDataString(user.Split(':', 2)[0]).Where(static character => !char.IsControl(character)));

    private static string Cap(string text) => text.Length <= MaxLength ? text : text[..MaxLength];
}
