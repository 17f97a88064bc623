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
        private Open _open;

        /// <summary>What the number that was said last can take in.</summary>
        [Flags]
        private enum Open
        {
            Nothing = 0,

            /// <summary>"forty" a two.</summary>
            Ones = 1,

            /// <summary>"soixante" a twelve.</summary>
            Teens = 2,

            /// <summary>"dix" a seven, eight or nine.</summary>
            High = 4,

            /// <summary>"quatre" a "vingt".</summary>
            Score = 8,
        }

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

            (_repeat, _gap, _open) = (1, 0, Open.Nothing);
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

            if (Joins(word, digits, end))
            {
                return;
            }

            foreach (var digit in digits)
            {
                Digit(digit, start, end);
            }

            _open = (NumberWords.IsTens(word) ? Open.Ones : Open.Nothing) | (NumberWords.TakesTeens(word) ? Open.Teens : Open.Nothing)
                | (NumberWords.IsTen(word) ? Open.High : Open.Nothing) | (NumberWords.MultipliesScore(word) ? Open.Score : Open.Nothing);
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

        /// <summary>"forty two": the two takes the place of the zero.</summary>
        private bool Joins(ReadOnlySpan<char> word, string digits, int end)
        {
            if (_open.HasFlag(Open.Score) && NumberWords.IsScore(word))
            {
                _digits[^1] = '8';
                _digits.Append('0');
                _places.Add(_places[^1]);
                _open = Open.Ones | Open.Teens;
            }
            else if (_open.HasFlag(Open.Ones) && digits is [not '0'])
            {
                _digits[^1] = digits[0];
                _open = Open.Nothing;
            }
            else if (_open.HasFlag(Open.Teens) && digits is ['1', var ones])
            {
                _digits[^2]++;
                _digits[^1] = ones;
                _open = NumberWords.IsTen(word) ? Open.High : Open.Nothing;
            }
            else if (_open.HasFlag(Open.High) && digits is ['7' or '8' or '9'])
            {
                _digits[^1] = digits[0];
                _open = Open.Nothing;
            }
            else
            {
                return false;
            }

            _places[^1] = (_places[^1].Start, end);
            _gap = 0;
            return true;
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

            (_gap, _repeat, _open) = (0, 1, Open.Nothing);
        }
    }
}
