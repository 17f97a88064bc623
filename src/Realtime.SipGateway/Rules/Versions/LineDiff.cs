using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>Two texts as a unified diff, the shortest one (E. W. Myers, "An O(ND) difference algorithm", 1986) as long as that is affordable.</summary>
internal static class LineDiff
{
    /// <summary>Lines shown around a change.</summary>
    private const int Context = 3;

    /// <summary>Memory grows with its square: beyond it, what lies between the first and the last difference is told as replaced whole.</summary>
    private const int MaxEdits = 1_000;

    /// <summary>Empty when the texts are equal.</summary>
    public static string Unified(string before, string after, string nameBefore, string nameAfter)
    {
        var old = Lines(before);
        var young = Lines(after);
        var edits = Edits(old, young);
        if (!edits.Exists(static edit => edit.Mark != ' '))
        {
            return "";
        }

        var text = new StringBuilder().Append("--- ").Append(nameBefore).Append('\n').Append("+++ ").Append(nameAfter).Append('\n');
        var (at, oldLines, youngLines) = (0, 0, 0);
        foreach (var (from, to) in Hunks(edits))
        {
            oldLines += Count(edits, at, from, '+');
            youngLines += Count(edits, at, from, '-');
            var (oldCount, youngCount) = (Count(edits, from, to, '+'), Count(edits, from, to, '-'));
            text.Append("@@ -").Append(Range(oldLines, oldCount)).Append(" +").Append(Range(youngLines, youngCount)).Append(" @@\n");
            foreach (var (mark, line) in edits.GetRange(from, to - from))
            {
                text.Append(mark).Append(line).Append('\n');
            }

            (at, oldLines, youngLines) = (to, oldLines + oldCount, youngLines + youngCount);
        }

        return text.ToString();
    }

    /// <summary>Lines of one side: those that are not of the other.</summary>
    private static int Count(List<(char Mark, string Line)> edits, int from, int to, char ofOther)
    {
        var count = 0;
        for (var index = from; index < to; index++)
        {
            count += edits[index].Mark == ofOther ? 0 : 1;
        }

        return count;
    }

    private static string Range(int before, int count) => string.Create(CultureInfo.InvariantCulture, $"{before + (count == 0 ? 0 : 1)},{count}");

    private static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static IEnumerable<(int From, int To)> Hunks(List<(char Mark, string Line)> edits)
    {
        var from = -1;
        var last = -1;
        for (var index = 0; index < edits.Count; index++)
        {
            if (edits[index].Mark == ' ')
            {
                continue;
            }

            if (from >= 0 && index - last > 2 * Context)
            {
                yield return (from, last + Context + 1);
                from = -1;
            }

            from = from < 0 ? Math.Max(0, index - Context) : from;
            last = index;
        }

        yield return (from, Math.Min(edits.Count, last + Context + 1));
    }

    private static List<(char Mark, string Line)> Edits(string[] old, string[] young)
    {
        var start = 0;
        while (start < old.Length && start < young.Length && old[start] == young[start])
        {
            start++;
        }

        var end = 0;
        while (end < old.Length - start && end < young.Length - start && old[^(end + 1)] == young[^(end + 1)])
        {
            end++;
        }

        var oldPart = old[start..^end];
        var youngPart = young[start..^end];
        return
        [
            .. old[..start].Select(static line => (' ', line)),
            .. Shortest(oldPart, youngPart) ?? [.. oldPart.Select(static line => ('-', line)), .. youngPart.Select(static line => ('+', line))],
            .. old[^end..].Select(static line => (' ', line)),
        ];
    }

    /// <summary>Null when it would take too many edits.</summary>
    private static List<(char Mark, string Line)>? Shortest(string[] old, string[] young)
    {
        var limit = Math.Min(MaxEdits, old.Length + young.Length);
        var reach = new int[(2 * limit) + 3];
        var trace = new List<int[]>();
        for (var edits = 0; edits <= limit; edits++)
        {
            trace.Add(reach[(limit + 1 - edits)..(limit + 2 + edits)]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var at = limit + 1 + diagonal;
                var x = diagonal == -edits || (diagonal != edits && reach[at - 1] < reach[at + 1]) ? reach[at + 1] : reach[at - 1] + 1;
                while (x < old.Length && x - diagonal < young.Length && old[x] == young[x - diagonal])
                {
                    x++;
                }

                reach[at] = x;
                if (x >= old.Length && x - diagonal >= young.Length)
                {
                    return Walk(trace, old, young);
                }
            }
        }

        return null;
    }

    private static List<(char Mark, string Line)> Walk(List<int[]> trace, string[] old, string[] young)
    {
        var result = new List<(char Mark, string Line)>();
        var (x, y) = (old.Length, young.Length);
        for (var edits = trace.Count - 1; edits > 0; edits--)
        {
            var reach = trace[edits];
            var diagonal = x - y;
            var isInsertion = diagonal == -edits || (diagonal != edits && reach[diagonal - 1 + edits] < reach[diagonal + 1 + edits]);
            var fromX = isInsertion ? reach[diagonal + 1 + edits] : reach[diagonal - 1 + edits];
            var fromY = fromX - (isInsertion ? diagonal + 1 : diagonal - 1);
            while (x > fromX && y > fromY)
            {
                result.Add((' ', old[--x]));
                y--;
            }

            result.Add(isInsertion ? ('+', young[--y]) : ('-', old[--x]));
        }

        while (x > 0 && y > 0)
        {
            result.Add((' ', old[--x]));
            y--;
        }

        result.Reverse();
        return result;
    }
}
