using System.Buffers;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// Where the parts of a URI lie within its bytes (RFC 3261 §19.1.1, RFC 3966 for <c>tel</c>). Offsets are 16 bit: a URI is part of a message
/// header section, which is shorter than that.
/// </summary>
internal readonly struct SipUriParts
{
    private const string AlphaNum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Unreserved = AlphaNum + "-_.!~*'()";

    // '#' is not allowed in a user part, but service codes such as *31# are sent unescaped.
    internal static readonly SearchValues<byte> UserBytes = SipGrammar.Bytes(Unreserved + "&=+$,;?/#");
    internal static readonly SearchValues<byte> PasswordBytes = SipGrammar.Bytes(Unreserved + "&=+$,");
    internal static readonly SearchValues<byte> ParameterBytes = SipGrammar.Bytes(Unreserved + "[]/:&+$");
    private static readonly SearchValues<byte> ParametersBytes = SipGrammar.Bytes(Unreserved + "[]/:&+$;=");
    internal static readonly SearchValues<byte> HeaderBytes = SipGrammar.Bytes(Unreserved + "[]/?:+$");
    private static readonly SearchValues<byte> HeadersBytes = SipGrammar.Bytes(Unreserved + "[]/?:+$&=");
    private static readonly SearchValues<byte> SchemeBytes = SipGrammar.Bytes(AlphaNum + "+-.");
    private static readonly SearchValues<byte> TelephoneBytes = SipGrammar.Bytes("0123456789abcdefABCDEF+*#-.()");
    private static readonly SearchValues<byte> OpaqueBytes = SipGrammar.Bytes(Unreserved + ";/?:@&=+$,%#[]|");

    public SipUriKind Kind { get; private init; }

    public bool HasPort { get; private init; }

    public ushort Port { get; private init; }

    public ushort SchemeEnd { get; private init; }

    /// <summary>Zero: no user part.</summary>
    public ushort UserEnd { get; private init; }

    /// <summary>Zero: no password.</summary>
    public ushort PasswordEnd { get; private init; }

    public ushort HostStart { get; private init; }

    public ushort HostEnd { get; private init; }

    public ushort ParametersStart { get; private init; }

    public ushort ParametersEnd { get; private init; }

    public static bool TryScan(ReadOnlySpan<byte> text, out SipUriParts parts)
    {
        parts = default;
        var colon = text.Length > ushort.MaxValue ? -1 : text.IndexOf((byte)':');
        if (colon <= 0 || !char.IsAsciiLetter((char)text[0]) || text[..colon].ContainsAnyExcept(SchemeBytes))
        {
            return false;
        }

        return KindOf(text[..colon]) switch
        {
            SipUriKind.Tel => TryScanTel(text, colon, out parts),
            SipUriKind.Other => TryScanOpaque(text, colon, out parts),
            var kind => TryScanSip(text, colon, kind, out parts),
        };
    }

    private static SipUriKind KindOf(ReadOnlySpan<byte> scheme) =>
        Ascii.EqualsIgnoreCase(scheme, "sip"u8) ? SipUriKind.Sip
        : Ascii.EqualsIgnoreCase(scheme, "sips"u8) ? SipUriKind.Sips
        : Ascii.EqualsIgnoreCase(scheme, "tel"u8) ? SipUriKind.Tel
        : SipUriKind.Other;

    private static bool TryScanSip(ReadOnlySpan<byte> text, int colon, SipUriKind kind, out SipUriParts parts)
    {
        parts = default;
        int userEnd = 0, passwordEnd = 0, hostAt = colon + 1;
        var at = text.IndexOf((byte)'@');
        if (at >= 0)
        {
            var split = text[hostAt..at].IndexOf((byte)':');
            userEnd = split < 0 ? at : hostAt + split;
            passwordEnd = split < 0 ? 0 : at;
            if (userEnd == hostAt || !SipPercent.IsWellFormed(text[hostAt..userEnd], UserBytes)
                || (split >= 0 && !SipPercent.IsWellFormed(text[(userEnd + 1)..at], PasswordBytes)))
            {
                return false;
            }

            hostAt = at + 1;
        }

        if (!SipGrammar.TrySkipHost(text, hostAt, out var hostStart, out var hostEnd, out var next)
            || !TryScanPort(text, ref next, out var hasPort, out var port)
            || !TryScanTail(text, next, out var parametersEnd))
        {
            return false;
        }

        parts = new SipUriParts
        {
            Kind = kind,
            SchemeEnd = (ushort)colon,
            UserEnd = (ushort)userEnd,
            PasswordEnd = (ushort)passwordEnd,
            HostStart = (ushort)hostStart,
            HostEnd = (ushort)hostEnd,
            HasPort = hasPort,
            Port = port,
            ParametersStart = (ushort)next,
            ParametersEnd = (ushort)parametersEnd,
        };
        return true;
    }

    private static bool TryScanPort(ReadOnlySpan<byte> text, ref int at, out bool hasPort, out ushort port)
    {
        port = 0;
        hasPort = at < text.Length && text[at] == ':';
        if (!hasPort)
        {
            return true;
        }

        var start = at + 1;
        at = SipGrammar.SkipDigits(text, start);
        var ok = SipGrammar.TryParseNumber(text[start..at], ushort.MaxValue, out var number);
        port = (ushort)number;
        return ok;
    }

    /// <summary>Reads <c>;parameters</c> and <c>?headers</c>, which must reach to the end.</summary>
    private static bool TryScanTail(ReadOnlySpan<byte> text, int at, out int parametersEnd)
    {
        var question = text[at..].IndexOf((byte)'?');
        parametersEnd = question < 0 ? text.Length : at + question;
        return AreParameters(text[at..parametersEnd]) && (question < 0 || AreHeaders(text[(parametersEnd + 1)..]));
    }

    private static bool AreParameters(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        // No empty parameter and none without a name; an empty value is let pass.
        return text[0] == ';' && text[^1] != ';' && SipPercent.IsWellFormed(text, ParametersBytes)
            && text.IndexOf(";;"u8) < 0 && text.IndexOf(";="u8) < 0;
    }

    private static bool AreHeaders(ReadOnlySpan<byte> text)
    {
        if (!SipPercent.IsWellFormed(text, HeadersBytes))
        {
            return false;
        }

        foreach (var range in text.Split((byte)'&'))
        {
            if (text[range].IndexOf((byte)'=') <= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryScanTel(ReadOnlySpan<byte> text, int colon, out SipUriParts parts)
    {
        var end = SipGrammar.SkipAll(text, colon + 1, TelephoneBytes);
        parts = new SipUriParts
        {
            Kind = SipUriKind.Tel,
            SchemeEnd = (ushort)colon,
            UserEnd = (ushort)end,
            ParametersStart = (ushort)end,
            ParametersEnd = (ushort)text.Length,
        };
        return end > colon + 1 && AreParameters(text[end..]);
    }

    private static bool TryScanOpaque(ReadOnlySpan<byte> text, int colon, out SipUriParts parts)
    {
        parts = new SipUriParts { SchemeEnd = (ushort)colon, ParametersStart = (ushort)text.Length, ParametersEnd = (ushort)text.Length };
        return colon + 1 < text.Length && !text[(colon + 1)..].ContainsAnyExcept(OpaqueBytes);
    }
}
