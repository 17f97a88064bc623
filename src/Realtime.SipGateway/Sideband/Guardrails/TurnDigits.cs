using System.Text;
using Realtime.SipGateway.Sideband.Guardrails.PersonalData;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Card numbers that are read out over several turns. What one turn ends with and the next begins with belongs together; what is written
/// cannot be taken back, so digits at either end of a turn are left out before it is known what they were.
/// </summary>
internal sealed class TurnDigits(TimeProvider time)
{
    /// <summary>Digits at an end of a turn from which on they may be a group of a card number.</summary>
    private const int MinGroup = 3;

    /// <summary>Words before or behind the digits: "and then 1111", "1111, that's it".</summary>
    private const int MaxWords = 3;

    /// <summary>A number is not continued after a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private string _open = "";
    private long _since;

    /// <summary>Takes a turn; true when it completes a card number that began in an earlier one.</summary>
    public bool Completes(string turn)
    {
        var text = GuardedText.Clean(turn);
        var runs = DigitRuns.In(text);
        if (runs.Count == 0)
        {
            // "mhm" does not end a number, a sentence does.
            _open = Words(text, 0, text.Length) > MaxWords ? "" : _open;
            return false;
        }

        var joined = time.GetElapsedTime(_since) < Patience && Words(text, 0, runs[0].Start) <= MaxWords ? _open + runs[0].Digits : runs[0].Digits;
        var completes = _open.Length > 0 && PersonalDataFinder.CardIn(joined) is not null;
        var last = runs.Count == 1 ? joined : runs[^1].Digits;
        _open = !completes && Words(text, runs[^1].End, text.Length) <= MaxWords ? last[Math.Max(0, last.Length - 32)..] : "";
        _since = time.GetTimestamp();
        return completes;
    }

    /// <summary>The turn without digits that could be a part of a card number.</summary>
    public static string Redact(string turn)
    {
        var text = GuardedText.Clean(turn);
        StringBuilder? kept = null;
        var at = 0;
        foreach (var run in DigitRuns.In(text))
        {
            var touches = Words(text, 0, run.Start) <= MaxWords || Words(text, run.End, text.Length) <= MaxWords;
            if (run.Digits.Length >= MinGroup && touches)
            {
                (kept ??= new StringBuilder()).Append(text, at, run.Start - at).Append("[digits]");
                at = run.End;
            }
        }

        return kept is null ? turn : kept.Append(text, at, text.Length - at).ToString();
    }

    private static int Words(string text, int start, int end)
    {
        var words = 0;
        var inWord = false;
        foreach (var character in text.AsSpan(start, end - start))
        {
            var isWord = char.IsLetterOrDigit(character);
            words += isWord && !inWord ? 1 : 0;
            inWord = isWord || (inWord && character == '\'');
        }

        return words;
    }
}
