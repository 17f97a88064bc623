using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>An address with optional display name and header parameters, as in From, To, Contact, Route and Refer-To (RFC 3261 §20.10). Immutable.</summary>
public sealed class NameAddress
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly NameAddressParts _parts;
    private SipUri? _uri;
    private string? _tag;

    private NameAddress(ReadOnlyMemory<byte> text, NameAddressParts parts)
    {
        _text = text;
        _parts = parts;
    }

    /// <summary>The display name without quotes and escapes, or null.</summary>
    public string? DisplayName
    {
        get
        {
            var name = _text.Span[_parts.NameStart.._parts.NameEnd];
            return name.IsEmpty ? null : name[0] == '"' ? SipGrammar.Unquote(name) : Encoding.UTF8.GetString(name);
        }
    }

    public SipUri Uri => _uri ??= SipUri.OfScanned(_text[_parts.UriStart.._parts.UriEnd]);

    /// <summary>The header's own parameters, not those of the URI.</summary>
    public SipParameterList Parameters => new(_text[_parts.ParametersStart..], isUri: false);

    public string? Tag => _tag ??= _parts.TagStart == 0 ? null : Encoding.ASCII.GetString(_text.Span[_parts.TagStart.._parts.TagEnd]);

    internal ReadOnlySpan<byte> Bytes => _text.Span;

    internal ReadOnlyMemory<byte> Text => _text;

    /// <summary>The tag as bytes; empty when there is none.</summary>
    internal ReadOnlySpan<byte> TagBytes => _text.Span[_parts.TagStart.._parts.TagEnd];

    internal bool HasTag => _parts.TagStart != 0;

    /// <summary>Builds <c>"name" &lt;uri&gt;;tag=…</c>.</summary>
    /// <exception cref="FormatException">The name has a line break, or the tag is not a token.</exception>
    public static NameAddress Create(SipUri uri, string? displayName = null, string? tag = null)
    {
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        if (!string.IsNullOrEmpty(displayName))
        {
            text.Append(SipGrammar.Quote(displayName));
            text.Append(" "u8);
        }

        text.Append("<"u8);
        text.Append(uri.Bytes);
        text.Append(">"u8);
        var end = tag is null ? default : ";tag="u8;
        text.Append(end);
        text.Append(tag ?? "");
        var address = Parse(text.Finish());
        return address.HasTagExactly(tag) ? address : throw new FormatException("A tag is a token.");
    }

    /// <exception cref="FormatException">The text is not an address.</exception>
    public static NameAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not a SIP address.");

    private static NameAddress Parse(byte[] text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not a SIP address.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out NameAddress? address) =>
        TryParse(text is null ? default : Encoding.UTF8.GetBytes(text), out address);

    /// <summary>Reads an address and keeps a slice of the given bytes, which must not change any more.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out NameAddress? address)
    {
        address = NameAddressParts.TryScan(text.Span, out var parts) ? new NameAddress(text, parts) : null;
        return address is not null;
    }

    /// <summary>For text that a scan has already taken apart.</summary>
    internal static NameAddress OfScanned(ReadOnlyMemory<byte> text, NameAddressParts parts) => new(text, parts);

    /// <summary>The same address with this tag instead of any other.</summary>
    /// <exception cref="FormatException">The tag is not a token.</exception>
    public NameAddress WithTag(string tag)
    {
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        text.Append(_text.Span[.._parts.ParametersStart]);
        var parameters = new SipParameterReader(_text.Span, _parts.ParametersStart, isUri: false);
        while (parameters.MoveNext())
        {
            if (!Ascii.EqualsIgnoreCase(parameters.Name, "tag"u8))
            {
                text.Append(parameters);
            }
        }

        text.Append(";tag="u8);
        text.Append(tag);
        var tagged = Parse(text.Finish());
        return tagged.HasTagExactly(tag) ? tagged : throw new FormatException("A tag is a token.");
    }

    /// <summary>The same address with the header parameter added; null value: a parameter without value.</summary>
    /// <exception cref="FormatException">Name or value are not allowed there.</exception>
    public NameAddress WithParameter(string name, string? value) => Parse(this + SipGrammar.Parameter(name, value));

    private bool HasTagExactly(string? tag) => tag is null ? !HasTag : HasTag && Ascii.Equals(TagBytes, tag);

    /// <summary>A copy that does not keep the message alive from which this address was cut.</summary>
    public NameAddress ToOwned() => new(_text.ToArray(), _parts);

    public override string ToString() => Encoding.UTF8.GetString(_text.Span);
}
