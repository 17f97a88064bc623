using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// An immutable SIP, SIPS or tel URI, or the opaque text of another scheme (RFC 3261 §19.1). Text is kept as it came, so that a relayed
/// URI stays byte for byte; equality is that of §19.1.4.
/// </summary>
public sealed class SipUri : IEquatable<SipUri>
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly SipUriParts _parts;
    private string? _user;
    private string? _host;

    private SipUri(ReadOnlyMemory<byte> text, SipUriParts parts)
    {
        _text = text;
        _parts = parts;
    }

    public SipUriKind Kind => _parts.Kind;

    /// <summary>Sip or sips: a request can be sent to it.</summary>
    public bool IsSip => _parts.Kind is SipUriKind.Sip or SipUriKind.Sips;

    /// <summary>The scheme in lower case.</summary>
    public string Scheme => _parts.Kind switch
    {
        SipUriKind.Sip => "sip",
        SipUriKind.Sips => "sips",
        SipUriKind.Tel => "tel",
        _ => Encoding.ASCII.GetString(_text.Span[.._parts.SchemeEnd]).ToLowerInvariant(),
    };

    /// <summary>The user part with escapes decoded (it may hold any character, even NUL), the number of a tel URI, or null.</summary>
    public string? User => _user ??= _parts.UserEnd == 0 ? null : SipPercent.Decode(_text.Span[(_parts.SchemeEnd + 1).._parts.UserEnd]);

    public string? Password => _parts.PasswordEnd == 0 ? null : SipPercent.Decode(_text.Span[(_parts.UserEnd + 1).._parts.PasswordEnd]);

    /// <summary>The host as written, an IPv6 address without brackets; empty for schemes without a host.</summary>
    public string Host => _host ??= SipGrammar.HostOf(_text.Span[_parts.HostStart.._parts.HostEnd]);

    public int? Port => _parts.HasPort ? _parts.Port : null;

    public SipParameterList Parameters => new(_text[_parts.ParametersStart.._parts.ParametersEnd], isUri: true);

    /// <summary>The <c>transport</c> parameter, or null.</summary>
    public string? Transport => Parameters["transport"];

    /// <summary>What follows <c>?</c>, escapes kept; empty when there is none.</summary>
    public string Headers => HasHeaders ? Encoding.ASCII.GetString(_text.Span[(_parts.ParametersEnd + 1)..]) : "";

    public bool HasHeaders => _parts.ParametersEnd < _text.Length;

    /// <summary>Length in bytes as written.</summary>
    public int Length => _text.Length;

    internal ReadOnlySpan<byte> Bytes => _text.Span;

    public static bool operator ==(SipUri? left, SipUri? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(SipUri? left, SipUri? right) => !(left == right);

    /// <exception cref="FormatException">The text is not a URI.</exception>
    public static SipUri Parse(string text) =>
        TryParse(text, out var uri) ? uri : throw new FormatException("Not a SIP URI.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out SipUri? uri) =>
        TryParseOwned(text is null ? default : Encoding.UTF8.GetBytes(text), out uri);

    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SipUri? uri) =>
        TryParseOwned(text.ToArray(), out uri);

    /// <summary>Builds a sip or sips URI; the user is escaped where needed.</summary>
    /// <exception cref="FormatException">A part has characters that its place does not allow.</exception>
    public static SipUri Create(string? user, string host, int? port = null, bool secure = false, string? parameters = null)
    {
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        text.Append(secure ? "sips:"u8 : "sip:"u8);
        if (!string.IsNullOrEmpty(user))
        {
            text.Append(SipPercent.Encode(user, SipUriParts.UserBytes));
            text.Append("@"u8);
        }

        var isBare6 = host.Contains(':', StringComparison.Ordinal) && host[0] != '[';
        text.Append(isBare6 ? "["u8 : default);
        text.Append(host);
        text.Append(isBare6 ? "]"u8 : default);
        if (port is not null)
        {
            text.Append(":"u8);
            text.Append(port.Value);
        }

        if (!string.IsNullOrEmpty(parameters))
        {
            text.Append(";"u8);
            text.Append(parameters);
        }

        var uri = TryParseOwned(text.Finish(), out var parsed) ? parsed : throw new FormatException("Not a SIP URI.");
        return uri.Host == host.Trim('[', ']') && !uri.HasHeaders && (user ?? "") == (uri.User ?? "")
            ? uri
            : throw new FormatException("A part of the URI holds a delimiter.");
    }

    /// <summary>The same URI with the parameter set (added or replaced); null value: a parameter without value.</summary>
    /// <exception cref="FormatException">The name or value is empty.</exception>
    public SipUri WithParameter(string name, string? value)
    {
        var parameter = ";" + SipPercent.Encode(name, SipUriParts.ParameterBytes)
            + (value is null ? "" : "=" + SipPercent.Encode(value, SipUriParts.ParameterBytes));
        return Replaced(WithoutParameterText(name) + parameter, Tail);
    }

    public SipUri WithoutParameter(string name) => Replaced(WithoutParameterText(name), Tail);

    /// <summary>The same URI without <c>?headers</c>.</summary>
    public SipUri WithoutHeaders() => HasHeaders ? Replaced(Encoding.ASCII.GetString(_text.Span[.._parts.ParametersEnd]), "") : this;

    /// <summary>A copy that does not keep the message alive from which this URI was cut.</summary>
    public SipUri ToOwned() => new(_text.ToArray(), _parts);

    public void CopyTo(Span<byte> destination) => _text.Span.CopyTo(destination);

    public bool Equals(SipUri? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Kind != other.Kind)
        {
            return false;
        }

        return Kind == SipUriKind.Other
            ? Ascii.EqualsIgnoreCase(_text.Span[.._parts.SchemeEnd], other._text.Span[..other._parts.SchemeEnd])
                && _text.Span[_parts.SchemeEnd..].SequenceEqual(other._text.Span[other._parts.SchemeEnd..])
            : SipUriComparison.AreEqual(this, other);
    }

    public override bool Equals(object? obj) => Equals(obj as SipUri);

    /// <summary>Parameters stay out: two equal URIs may differ in those that only one of them has.</summary>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Kind);
        hash.Add(Port);
        SipUriComparison.AddHash(ref hash, this);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(_text.Span);

    internal static bool TryParseOwned(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = SipUriParts.TryScan(text.Span, out var parts) ? new SipUri(text, parts) : null;
        return uri is not null;
    }

    /// <summary>For text that a scan has already found to be a URI.</summary>
    internal static SipUri OfScanned(ReadOnlyMemory<byte> text) =>
        TryParseOwned(text, out var uri) ? uri : throw new InvalidOperationException("The text changed after it was scanned.");

    internal ReadOnlySpan<byte> UserInfoBytes => _parts.UserEnd == 0
        ? default
        : _text.Span[(_parts.SchemeEnd + 1)..Math.Max(_parts.UserEnd, _parts.PasswordEnd)];

    private string Tail => Encoding.ASCII.GetString(_text.Span[_parts.ParametersEnd..]);

    private string WithoutParameterText(string name)
    {
        var text = new StringBuilder(Encoding.ASCII.GetString(_text.Span[.._parts.ParametersStart]));
        foreach (var parameter in Parameters)
        {
            if (!parameter.Is(name))
            {
                text.Append(';').Append(parameter.Text);
            }
        }

        return text.ToString();
    }

    private static SipUri Replaced(string start, string tail) => Parse(start + tail);
}
