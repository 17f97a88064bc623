using System.Text;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Reads one item's words as they stream and says at which piece a phrase became complete, wherever it was split. Exact under NFKC: the
/// last character of a piece is read again together with the next piece when that one begins with a mark that belongs to it.
/// </summary>
internal sealed class PhraseStream(PhraseAutomaton automaton)
{
    /// <summary>Marks on one character that are still composed; longer stacks are noise.</summary>
    private const int MaxTail = 32;

    private State _now = State.Start;
    private State _beforeTail = State.Start;
    private string _last = "";
    private int _tailStart;

    /// <summary>All phrases that the last piece completed, in the order of their ends.</summary>
    public List<int> Completed { get; } = [];

    /// <summary>Takes the next piece; the index of the first phrase it completes, or <see cref="PhraseAutomaton.None"/>.</summary>
    public int Feed(string piece)
    {
        Completed.Clear();
        if (piece.Length == 0)
        {
            return PhraseAutomaton.None;
        }

        var text = piece;
        if (_tailStart < _last.Length && FoldedText.Continues(piece))
        {
            text = string.Concat(_last.AsSpan(_tailStart), piece);
            _now = _beforeTail;
        }

        _last = text;
        _tailStart = TailOf(text);
        Read(text.AsSpan(0, _tailStart));
        _beforeTail = _now;
        Read(text.AsSpan(_tailStart));
        return Completed.Count == 0 ? PhraseAutomaton.None : Completed[0];
    }

    private static int TailOf(string text)
    {
        var start = text.Length - 1;
        while (start > 0 && text.Length - start <= MaxTail && FoldedText.Continues(text.AsSpan(start)))
        {
            start--;
        }

        return text.Length - start > MaxTail ? text.Length : start;
    }

    private void Read(ReadOnlySpan<char> text)
    {
        if (!Ascii.IsValid(text))
        {
            ReadUnicode(FoldedText.Compose(text.ToString()));
            return;
        }

        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                Take((char)(character is >= 'A' and <= 'Z' ? character | 0x20 : character));
            }
            else if (character != '\'')
            {
                _now.Blank = true;
            }
        }
    }

    private void ReadUnicode(string text)
    {
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var kind = FoldedText.KindOf(rune);
            _now.Blank |= kind == FoldedKind.Blank;
            if (kind != FoldedKind.Word)
            {
                continue;
            }

            foreach (var unit in units[..FoldedText.Lower(rune).EncodeToUtf16(units)])
            {
                Take(unit);
            }
        }
    }

    private void Take(char character)
    {
        var position = _now.Blank ? automaton.Step(_now.Position, FoldedText.Blank) : _now.Position;
        _now = new State { Position = automaton.Step(position, character) };
        for (var complete = _now.Position; automaton.MatchAt(complete) is var match && match != PhraseAutomaton.None; complete = automaton.Shorter(complete))
        {
            Completed.Add(match);
        }
    }

    private struct State
    {
        public int Position;

        /// <summary>A blank waits to be read before the next word; an item begins with one.</summary>
        public bool Blank;

        public static State Start => new() { Position = PhraseAutomaton.Start, Blank = true };
    }
}
