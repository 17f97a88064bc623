using System.Buffers;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>Where the parts of a name-addr or addr-spec with header parameters lie (RFC 3261 §20.10, §25.1).</summary>
internal readonly struct NameAddressParts
{
    private static readonly SearchValues<byte> NotInDisplayName = SipGrammar.Bytes("\",;:<>@\\\r\n\0");

    /// <summary>The display name as written, quotes included; empty when there is none.</summary>
    public ushort NameStart { get; private init; }

    public ushort NameEnd { get; private init; }

    public ushort UriStart { get; private init; }

    public ushort UriEnd { get; private init; }

    public ushort ParametersStart { get; private init; }

    /// <summary>Zero: no tag.</summary>
    public ushort TagStart { get; private init; }

    public ushort TagEnd { get; private init; }

    public static bool TryScan(ReadOnlySpan<byte> text, out NameAddressParts parts)
    {
        parts = default;
        if (text.Length > ushort.MaxValue)
        {
            return false;
        }

        var start = SipGrammar.SkipWhitespace(text, 0);
        if (!TryScanAddress(text, start, out var nameEnd, out var uri, out var next)
            || !SipUriParts.TryScan(text[uri], out _)
            || !TryScanParameters(text, next, out var tag))
        {
            return false;
        }

        parts = new NameAddressParts
        {
            NameStart = (ushort)start,
            NameEnd = (ushort)nameEnd,
            UriStart = (ushort)uri.Start.Value,
            UriEnd = (ushort)uri.End.Value,
            ParametersStart = (ushort)next,
            TagStart = (ushort)tag.Start.Value,
            TagEnd = (ushort)tag.End.Value,
        };
        return true;
    }

    private static bool TryScanAddress(ReadOnlySpan<byte> text, int start, out int nameEnd, out Range uri, out int next)
    {
        nameEnd = next = start;
        uri = default;
        var open = start;
        if (start < text.Length && text[start] == '"')
        {
            nameEnd = SipGrammar.SkipQuoted(text, start);
            if (nameEnd < 0)
            {
                return false;
            }

            open = SipGrammar.SkipWhitespace(text, nameEnd);
        }
        else
        {
            var bracket = text[start..].IndexOf((byte)'<');
            if (bracket < 0)
            {
                return TryScanBareUri(text, start, out uri, out next);
            }

            open = start + bracket;
            nameEnd = start + text[start..open].TrimEnd(" \t"u8).Length;
            if (!IsDisplayName(text[start..nameEnd]))
            {
                return TryScanBareUri(text, start, out uri, out next);
            }
        }

        if (open >= text.Length || text[open] != '<')
        {
            return false;
        }

        var close = text[open..].IndexOf((byte)'>');
        uri = close < 0 ? default : (open + 1)..(open + close);
        next = open + close + 1;
        return close > 0;
    }

    // §20.10: without angle brackets what follows a semicolon belongs to the header, and the URI has no comma and no question mark.
    private static bool TryScanBareUri(ReadOnlySpan<byte> text, int start, out Range uri, out int next)
    {
        var semicolon = text[start..].IndexOf((byte)';');
        next = semicolon < 0 ? text.Length : start + semicolon;
        var end = start + text[start..next].TrimEnd(" \t"u8).Length;
        uri = start..end;
        return end > start && !text[uri].ContainsAny((byte)',', (byte)'?');
    }

    // The grammar has tokens here; names with other letters are common and harmless, delimiters are neither.
    private static bool IsDisplayName(ReadOnlySpan<byte> name) => !name.ContainsAny(NotInDisplayName);

    private static bool TryScanParameters(ReadOnlySpan<byte> text, int at, out Range tag)
    {
        tag = default;
        var reader = new SipParameterReader(text, at, isUri: false);
        var hasTag = false;
        while (reader.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, "tag"u8))
            {
                if (hasTag || !SipGrammar.IsToken(reader.Value))
                {
                    return false;
                }

                hasTag = true;
                tag = reader.ValueRange;
            }
        }

        return !reader.IsMalformed;
    }
}
