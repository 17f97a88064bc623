namespace Realtime.Sip.Messages;

/// <summary>
/// Cuts a header section (start line to the empty line, RFC 3261 §7) into lines, continuation lines joined. A CR or LF alone and an unescaped NUL
/// are faults: readers disagree on what they mean.
/// </summary>
internal ref struct SipLineReader(ReadOnlySpan<byte> section, int at)
{
    private readonly ReadOnlySpan<byte> _section = section;

    public int Position { get; private set; } = at;

    public int LineStart { get; private set; }

    /// <summary>The end of the line without its CRLF; line breaks of folding are inside.</summary>
    public int LineEnd { get; private set; }

    public bool IsFolded { get; private set; }

    public bool IsMalformed { get; private set; }

    /// <summary>Moves to the next line; false at the end of the section or at a fault.</summary>
    public bool MoveNext(bool mayFold)
    {
        if (Position >= _section.Length)
        {
            return false;
        }

        LineStart = Position;
        IsFolded = false;
        while (TryFindLineBreak(out var found))
        {
            LineEnd = found;
            Position = found + 2;
            if (!mayFold || Position >= _section.Length || _section[Position] is not ((byte)' ' or (byte)'\t'))
            {
                return true;
            }

            IsFolded = true;
        }

        IsMalformed = true;
        return false;
    }

    private readonly bool TryFindLineBreak(out int found)
    {
        var from = Position;
        while (true)
        {
            var length = _section[from..].IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            found = from + length;
            if (length < 0)
            {
                return false;
            }

            if (_section[found] != 0)
            {
                return _section[found] == '\r' && found + 1 < _section.Length && _section[found + 1] == '\n';
            }

            if (found == 0 || _section[found - 1] != '\\')
            {
                return false;
            }

            from = found + 1;
        }
    }

    /// <summary>Joins the lines of a folded value: each line break with the white space around it becomes one space (§7.3.1). Returns the new length.</summary>
    public static int Unfold(Span<byte> value)
    {
        var length = 0;
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] is not ((byte)'\r' or (byte)'\n'))
            {
                value[length++] = value[at];
                continue;
            }

            while (length > 0 && value[length - 1] is (byte)' ' or (byte)'\t')
            {
                length--;
            }

            while (at + 1 < value.Length && value[at + 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }

            value[length++] = (byte)' ';
        }

        return length;
    }
}
