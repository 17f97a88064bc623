using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>One <c>;name=value</c> of a URI or of a header value.</summary>
public readonly struct SipParameter
{
    private readonly ReadOnlyMemory<byte> _name;
    private readonly ReadOnlyMemory<byte> _value;
    private readonly bool _isUri;

    internal SipParameter(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, bool hasValue, bool isUri)
    {
        _name = name;
        _value = value;
        HasValue = hasValue;
        _isUri = isUri;
    }

    public bool HasValue { get; }

    public string Name => _isUri ? SipPercent.Decode(_name.Span) : Encoding.ASCII.GetString(_name.Span);

    /// <summary>The value without quotes and escapes; empty for a parameter without value.</summary>
    public string Value => _isUri ? SipPercent.Decode(_value.Span)
        : _value.Span is [(byte)'"', ..] ? SipGrammar.Unquote(_value.Span)
        : Encoding.UTF8.GetString(_value.Span);

    /// <summary>As written, without the semicolon.</summary>
    internal string Text => Encoding.UTF8.GetString(_name.Span) + (HasValue ? "=" + Encoding.UTF8.GetString(_value.Span) : "");

    /// <summary>Parameter names are case-insensitive.</summary>
    public bool Is(string name) => Ascii.EqualsIgnoreCase(_name.Span, name)
        || (_isUri && _name.Span.Contains((byte)'%') && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase));

    internal bool HasSameValue(SipParameter other) =>
        HasValue == other.HasValue && SipPercent.AreEqual(_value.Span, other._value.Span, ignoreCase: true);
}
