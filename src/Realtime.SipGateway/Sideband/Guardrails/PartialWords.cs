using Realtime.SipGateway.Sideband.Guardrails.PersonalData;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Words on their way to those who follow live, redacted: what may still become something that is taken out waits for the words after it.
/// The end of an item is not told here: its whole words come right after.
/// </summary>
internal sealed class PartialWords(WrittenRedaction guardrails, bool isCaller)
{
    /// <summary>Held back: an address or a number spelled out, as a rule.</summary>
    private const int Held = 96;

    private string _waiting = "";
    private bool _isStart = true;

    /// <summary>Takes a piece and gives what may be shown; empty when nothing may yet.</summary>
    public string Feed(string piece)
    {
        if (!guardrails.Redacts)
        {
            return piece;
        }

        _waiting += piece;
        var end = SafeEnd();
        if (end <= 0)
        {
            return "";
        }

        var text = guardrails.Redact(_waiting[..end]);
        // Only the beginning of a turn is known here; digits at its end are never shown.
        var shown = isCaller && guardrails.Digits && _isStart ? TurnDigits.Redact(text) : text;
        _waiting = _waiting[end..];
        _isStart = false;
        return shown;
    }

    /// <summary>A blank with enough behind it that lies in no number and in nothing that is taken out.</summary>
    private int SafeEnd()
    {
        if (_waiting.Length <= Held)
        {
            return 0;
        }

        // The cut is a place in the text as it is searched; half a character waits for its other half.
        var whole = char.IsHighSurrogate(_waiting[^1]) ? _waiting.Length - 1 : _waiting.Length;
        _waiting = GuardedText.Clean(_waiting[..whole]) + _waiting[whole..];
        if (_waiting.Length <= Held)
        {
            return 0;
        }

        var found = guardrails.Find(_waiting);
        var end = _waiting.LastIndexOf(' ', _waiting.Length - Held);
        for (int before; (before = Before(end, found)) != end;)
        {
            end = before;
        }

        if (end > 0 || _waiting.Length <= WordWindow.Length * 2)
        {
            return end;
        }

        // More digits than any number has: somebody counts. A match that is as long is taken out as far as it has come.
        return found.Where(one => one.Start < _waiting.Length - Held).Select(one => one.End).Append(_waiting.Length - Held).Max();
    }

    private int Before(int end, List<(int Start, int End, string Mark)> found)
    {
        foreach (var (start, stop, _) in found)
        {
            if (start < end && stop > end)
            {
                end = start;
            }
        }

        foreach (var run in DigitRuns.In(_waiting))
        {
            if (run.Start < end && run.End > end)
            {
                end = BeforeLetters(run.Start);
            }
        }

        return end;
    }

    /// <summary>The letters that a bank account number begins with, spelled or not.</summary>
    private int BeforeLetters(int start)
    {
        for (var letters = 0; start > 0 && letters < 2; start--)
        {
            if (char.IsLetterOrDigit(_waiting[start - 1]))
            {
                letters++;
            }
        }

        return start > 0 ? Math.Max(0, _waiting.LastIndexOf(' ', start - 1)) : 0;
    }
}
