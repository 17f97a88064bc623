using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// A transfer target, taken apart and put together anew from what is compared: a number's digits, or user, host and port. Whatever else was
/// written (URI headers, user and URI parameters, <c>method</c>, display names) is dropped, so that nothing passes the allow-list unseen.
/// </summary>
public sealed record TransferAddress
{
    /// <summary>ITU-T E.164 has 15 digits; national prefixes make some more.</summary>
    public const int MaxDigits = 20;

    private const int MaxLength = 256;
    private const int MaxUser = 64;
    private const int MaxHost = 253;

    private TransferAddress(string? number, string? user, string? host, int? port) => (Number, User, Host, Port) = (number, user, host, port);

    /// <summary>Digits, with a + in front where it is an E.164 number; null for a SIP address.</summary>
    public string? Number { get; }

    /// <summary>User part of a SIP address, decoded.</summary>
    public string? User { get; }

    /// <summary>Host of a SIP address, lower case.</summary>
    public string? Host { get; }

    public int? Port { get; }

    /// <summary>The digits that would be dialled, be it as a number or as the user of a SIP address; null for a name.</summary>
    public string? Dialled => Number ?? (User is not null && ReadNumber(User) is { } number ? number : null);

    /// <summary><c>tel:+4930123456</c>, <c>+49 (30) 123456</c>, <c>sip:alice@pbx.example.com:5070</c>, with or without anything that is dropped.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TransferAddress? address)
    {
        address = null;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text.Any(character => char.IsControl(character) || character is '<' or '>' or '"' or ','))
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "tel" : text[..colon].ToLowerInvariant();
        var rest = text[(colon + 1)..];
        address = scheme switch
        {
            "tel" => OfNumber(rest),
            "sip" or "sips" => OfSip(rest),
            _ => null,
        };
        return address is not null;
    }

    /// <summary><c>tel:</c> or <c>sip:</c>, of nothing but what was compared.</summary>
    public override string ToString() => Number is not null ? $"tel:{Number}" : $"sip:{User}@{Host}{(Port is null ? "" : $":{Port}")}";

    /// <summary>The digits of a number without visual separators (RFC 3966 §5.1.1); null when it is none. No * and #: they command the carrier.</summary>
    internal static string? ReadNumber(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character) || (character == '+' && digits.Length == 0))
            {
                digits.Append(character);
            }
            else if (character is not (' ' or '-' or '.' or '(' or ')'))
            {
                return null;
            }
        }

        var count = digits.Length > 0 && digits[0] == '+' ? digits.Length - 1 : digits.Length;
        return count is > 0 and <= MaxDigits ? digits.ToString() : null;
    }

    private static TransferAddress? OfNumber(string text)
    {
        var end = text.AsSpan().IndexOfAny(';', '?');
        return ReadNumber(end < 0 ? text : text[..end]) is { } number ? new TransferAddress(number, null, null, null) : null;
    }

    private static TransferAddress? OfSip(string text)
    {
        // Headers first: a ? in a user part is not legal without escape, and everything behind it is dropped in any case.
        var headers = text.IndexOf('?', StringComparison.Ordinal);
        text = headers < 0 ? text : text[..headers];
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || text.IndexOf('@', at + 1) >= 0)
        {
            return null;
        }

        var parameters = text.IndexOf(';', at);
        var authority = parameters < 0 ? text[(at + 1)..] : text[(at + 1)..parameters];
        var userEnd = text.AsSpan(0, at).IndexOfAny(';', ':');
        var user = Decode(userEnd < 0 ? text[..at] : text[..userEnd]);
        return user is not null && TryReadAuthority(authority, out var host, out var port) ? new TransferAddress(null, user, host, port) : null;
    }

    /// <summary>Letters, digits and <c>. _ - ~ +</c>; escapes are undone first, so that there is one way to write each user.</summary>
    private static string? Decode(string text)
    {
        var user = Uri.UnescapeDataString(text);
        return user.Length is > 0 and <= MaxUser && user.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '~' or '+')
            ? user
            : null;
    }

    private static bool TryReadAuthority(string text, out string host, out int? port)
    {
        port = null;
        var colon = text.LastIndexOf(':');
        var isLiteral = text.StartsWith('[');
        if (colon >= 0 && (!isLiteral || colon > text.IndexOf(']', StringComparison.Ordinal)))
        {
            if (!ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var number) || number == 0)
            {
                host = "";
                return false;
            }

            port = number;
            text = text[..colon];
        }

        host = text.ToLowerInvariant();
        return host.Length is > 0 and <= MaxHost
            && (isLiteral
                ? System.Net.IPAddress.TryParse(host, out _)
                : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4);
    }
}
