using System.Globalization;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>The events of a call as a ladder: time since its first, three lanes, and what each says.</summary>
internal static class CallLadder
{
    /// <summary>Columns between two lanes.</summary>
    private const int Width = 18;

    private const string Lane = "|";
    private static readonly string Bar = Lane + new string(' ', Width - 1) + Lane + new string(' ', Width - 1) + Lane;

    public static IEnumerable<string> Lines(IReadOnlyList<CallEvent> events, Discretion show)
    {
        if (events.Count == 0)
        {
            yield break;
        }

        var indent = new string(' ', 12);
        yield return indent + "carrier".PadRight(Width) + "gateway".PadRight(Width) + "vendor";
        var start = events[0].At;
        foreach (var one in events)
        {
            var offset = (one.At - start).TotalSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
            yield return $"{offset,10}  {Draw(LadderRow.Of(one.Data))}  {EventText.Of(one.Data, show)}";
        }
    }

    private static string Draw(LadderRow row)
    {
        var picture = Bar.ToCharArray();
        if (row.From == row.To)
        {
            picture[row.From * Width] = row.Label[0];
            return new string(picture);
        }

        var (left, right) = (Math.Min(row.From, row.To) * Width, Math.Max(row.From, row.To) * Width);
        Array.Fill(picture, row.Stroke, left + 1, right - left - 1);
        picture[row.From < row.To ? right - 1 : left + 1] = row.From < row.To ? '>' : '<';
        var label = $" {row.Label} ";
        label.CopyTo(0, picture, left + 1 + ((right - left - 1 - label.Length) / 2), label.Length);
        return new string(picture);
    }
}
