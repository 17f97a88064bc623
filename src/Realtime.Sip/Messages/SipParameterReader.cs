namespace Realtime.Sip.Messages;

/// <summary>
/// Walks <c>;name[=value]</c> from an offset, without allocating. Header parameters may have white space and quoted values;
/// URI parameters were checked when the URI was read and have neither. An empty value is let pass: peers write <c>;rport=</c>.
/// </summary>
internal ref struct SipParameterReader(ReadOnlySpan<byte> text, int at, bool isUri)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public int Position { get; private set; } = at;

    /// <summary>The walk stopped at something that is no parameter.</summary>
    public bool IsMalformed { get; private set; }

    public Range NameRange { get; private set; }

    /// <summary>The value as written, quotes included; empty without value.</summary>
    public Range ValueRange { get; private set; }

    public bool HasValue { get; private set; }

    public readonly ReadOnlySpan<byte> Name => _text[NameRange];

    public readonly ReadOnlySpan<byte> Value => _text[ValueRange];

    public bool MoveNext()
    {
        var start = SipGrammar.SkipWhitespace(_text, Position);
        if (start == _text.Length)
        {
            Position = start;
            return false;
        }

        if (_text[start] != ';')
        {
            return Stop(start);
        }

        start = SipGrammar.SkipWhitespace(_text, start + 1);
        var end = isUri ? EndOf(start, stopAtEquals: true) : SipGrammar.SkipToken(_text, start);
        if (end == start)
        {
            return Stop(start);
        }

        NameRange = start..end;
        Position = end;
        var equals = SipGrammar.SkipWhitespace(_text, end);
        HasValue = equals < _text.Length && _text[equals] == '=';
        ValueRange = end..end;
        return !HasValue || ReadValue(SipGrammar.SkipWhitespace(_text, equals + 1));
    }

    private bool ReadValue(int start)
    {
        var isQuoted = !isUri && start < _text.Length && _text[start] == '"';
        var end = isUri ? EndOf(start, stopAtEquals: false)
            : isQuoted ? SipGrammar.SkipQuoted(_text, start)
            : SipGrammar.SkipParameterValue(_text, start);
        if (end < 0)
        {
            return Stop(start);
        }

        ValueRange = start..end;
        Position = end;
        return true;
    }

    private readonly int EndOf(int start, bool stopAtEquals)
    {
        var length = stopAtEquals ? _text[start..].IndexOfAny((byte)';', (byte)'=') : _text[start..].IndexOf((byte)';');
        return length < 0 ? _text.Length : start + length;
    }

    private bool Stop(int at)
    {
        Position = at;
        IsMalformed = true;
        return false;
    }
}
