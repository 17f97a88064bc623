using Realtime.SipGateway.Sideband.Guardrails.PersonalData;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Words on their way to those who follow live, redacted: what may still become something that is taken out waits for the words after it.
/// The end of an item is not told here: its whole words come right after.
/// </summary>
internal sealed class PartialWords(GuardrailSet guardrails, bool isCaller)
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

    /// <summary>A blank with enough behind it that lies in no number.</summary>
    private int SafeEnd()
    {
        if (_waiting.Length <= Held)
        {
            return 0;
        }

        var end = _waiting.LastIndexOf(' ', _waiting.Length - Held);
        var digits = DigitRuns.In(_waiting);
        for (var index = digits.Count - 1; index >= 0; index--)
        {
            if (digits[index].Start < end && digits[index].End > end)
            {
                end = digits[index].Start;
            }
        }

        // More digits than any number has: somebody counts.
        return end <= 0 && _waiting.Length > WordWindow.Length * 2 ? _waiting.Length - Held : end;
    }
}
