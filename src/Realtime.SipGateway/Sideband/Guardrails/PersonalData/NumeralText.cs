using System.Text;

namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>A text with its spoken digits as numerals, "DE eight nine" as "DE 89", and where each character of it came from.</summary>
internal sealed class NumeralText
{
    private readonly List<(int Start, int End)> _places = [];

    public NumeralText(string text, IReadOnlyList<DigitRun> runs)
    {
        var numerals = new StringBuilder(text.Length);
        var at = 0;
        foreach (var run in runs)
        {
            Copy(run.Start);
            foreach (var (digit, place) in run.Digits.Zip(run.Places))
            {
                numerals.Append(digit);
                _places.Add(place);
            }

            at = run.End;
        }

        Copy(text.Length);
        Text = numerals.ToString();

        void Copy(int end)
        {
            for (; at < end; at++)
            {
                numerals.Append(text[at]);
                _places.Add((at, at + 1));
            }
        }
    }

    public string Text { get; }

    /// <summary>Where a part of <see cref="Text"/> lies in the text as it was.</summary>
    public (int Start, int End) PlaceOf(int start, int length) => (_places[start].Start, _places[start + length - 1].End);
}
