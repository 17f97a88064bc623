using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>Finds the <see cref="DigitRun"/>s of a text: "4111-1111", "four one one one", "double one", "forty two", "zweiundvierzig".</summary>
internal static class DigitRuns
{
    /// <summary>Separators between two digits of one number; more is a gap.</summary>
    private const int MaxGap = 12;

    public static List<DigitRun> In(string text)
    {
        var reading = new Reading(text);
        for (var index = 0; index < text.Length;)
        {
            var character = text[index];
            if (char.IsDigit(character))
            {
                reading.Digit((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(character)), index, index + 1);
                index++;
            }
            else if (char.IsLetter(character))
            {
                var end = index + 1;
                while (end < text.Length && (char.IsLetter(text[end]) || char.GetUnicodeCategory(text[end]) == UnicodeCategory.NonSpacingMark))
                {
                    end++;
                }

                reading.Word(index, end);
                index = end;
            }
            else
            {
                reading.Separator(character);
                index++;
            }
        }

        return reading.Finish();
    }

    private sealed class Reading(string text)
    {
        private readonly List<DigitRun> _runs = [];
        private readonly StringBuilder _digits = new();
        private readonly List<(int Start, int End)> _places = [];
        private int _gap;
        private int _repeat = 1;
        private int _repeatStart;
        private bool _tensOpen;

        public void Digit(char digit, int start, int end)
        {
            if (_repeat > 1)
            {
                start = _repeatStart;
            }

            for (var time = 0; time < _repeat; time++)
            {
                _digits.Append(digit);
                _places.Add((start, end));
            }

            (_repeat, _gap, _tensOpen) = (1, 0, false);
        }

        public void Word(int start, int end)
        {
            var word = text.AsSpan(start, end - start);
            var digits = NumberWords.DigitsOf(word);
            if (digits is null)
            {
                Other(word.ToString(), start);
                return;
            }

            if (_tensOpen && digits is [not '0'])
            {
                // "forty two": the two takes the place of the zero.
                _digits[^1] = digits[0];
                _places[^1] = (_places[^1].Start, end);
                (_tensOpen, _gap) = (false, 0);
                return;
            }

            foreach (var digit in digits)
            {
                Digit(digit, start, end);
            }

            _tensOpen = NumberWords.IsTens(word);
        }

        public void Separator(char character)
        {
            // A sentence may end amid a number that is read in groups; a bracket or slash belongs to telephone numbers.
            if (++_gap > MaxGap || !(char.IsWhiteSpace(character) || character is '-' or '.' or ',' or '/' or '(' or ')' or '–' or '\u2011' or '…' or '+'))
            {
                Close();
            }
        }

        public List<DigitRun> Finish()
        {
            Close();
            return _runs;
        }

        private void Other(string word, int start)
        {
            if (NumberWords.Repeats.TryGetValue(word, out var repeat))
            {
                (_repeat, _repeatStart) = (repeat, start);
            }
            else if (!NumberWords.Fillers.Contains(word))
            {
                Close();
            }
        }

        private void Close()
        {
            if (_places.Count > 0)
            {
                _runs.Add(new DigitRun(_digits.ToString(), [.. _places]));
                _digits.Clear();
                _places.Clear();
            }

            (_gap, _repeat, _tensOpen) = (0, 1, false);
        }
    }
}
