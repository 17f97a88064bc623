using System.Text;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>
/// Changes single values of a JSON text and leaves every other byte as it was written: comments, layout and order of the rest stay. New
/// values take the indentation of their neighbours.
/// </summary>
internal sealed class JsonTextEditor(ReadOnlyMemory<byte> text)
{
    private const string Step = "  ";

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _mark = text.Span.StartsWith(ByteOrderMark) ? ByteOrderMark : [];
    private byte[] _text = text.Span.StartsWith(ByteOrderMark) ? text[3..].ToArray() : text.ToArray();

    /// <summary>The text as it is now.</summary>
    public JsonSpan Root => JsonSpan.Read(_text);

    public ReadOnlyMemory<byte> ToText() => (byte[])[.. _mark, .. _text];

    public ReadOnlyMemory<byte> Raw(JsonSpan value) => _text.AsMemory(value.Start, value.End - value.Start);

    /// <summary>Gives a member of an object this value, in its place or at the object's end.</summary>
    /// <param name="parent">An object of <see cref="Root"/>.</param>
    /// <param name="name">The member.</param>
    /// <param name="json">The value, indented by two or in one line.</param>
    public void Set(JsonSpan parent, string name, string json)
    {
        var indent = parent.Members.Count > 0 ? IndentOf(parent.Members[0].Start) : IndentOf(parent.Start) + Step;
        var indented = json.ReplaceLineEndings("\n").Replace("\n", "\n" + indent, StringComparison.Ordinal);
        if (parent.Member(name) is { } present)
        {
            Splice((present.Start, present.End, indented));
            return;
        }

        var added = $"\n{indent}{System.Text.Json.JsonSerializer.Serialize(name)}: {indented}";
        if (parent.Members.Count > 0)
        {
            var end = parent.Members[^1].Value.End;
            Splice((end, end, "," + added));
        }
        else
        {
            var isOneLine = _text.AsSpan(parent.Start, parent.End - parent.Start).IndexOf((byte)'\n') < 0;
            Splice((parent.Start + 1, parent.Start + 1, isOneLine ? added + "\n" + IndentOf(parent.Start) : added));
        }
    }

    /// <summary>Takes a member out of an object; false when it has none of this name.</summary>
    public bool Remove(JsonSpan parent, string name)
    {
        var removed = parent.Members.Index().Where(member => member.Item.Name == name).Select(static member => member.Index).ToHashSet();
        Remove([.. parent.Members.Select(static member => (member.Start, member.Value.End))], removed);
        return removed.Count > 0;
    }

    /// <summary>Takes elements out of an array.</summary>
    public void Remove(JsonSpan array, IReadOnlySet<int> indexes) => Remove([.. array.Items.Select(static item => (item.Start, item.End))], indexes);

    /// <summary>Puts another value in the place of one.</summary>
    public void Replace(IEnumerable<(JsonSpan Value, string Json)> values) =>
        Splice([.. values.Select(static change => (change.Value.Start, change.Value.End, change.Json))]);

    /// <summary>Adds values, each in one line of text, at the end of an array.</summary>
    public void Append(JsonSpan array, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        if (array.Items.Count == 0)
        {
            Splice((array.Start + 1, array.Start + 1, string.Join(", ", values)));
            return;
        }

        var first = array.Items[0].Start;
        var separator = _text.AsSpan(array.Start, first - array.Start).IndexOf((byte)'\n') >= 0 ? ",\n" + IndentOf(first) : ", ";
        var end = array.Items[^1].End;
        Splice((end, end, string.Concat(values.Select(value => separator + value))));
    }

    private void Remove(List<(int Start, int End)> parts, IReadOnlySet<int> removed)
    {
        if (removed.Count == 0)
        {
            return;
        }

        var cuts = new List<(int Start, int End, string With)>();
        foreach (var index in removed)
        {
            var end = CommaAfter(parts[index].End) is { } comma ? comma + 1 : parts[index].End;
            cuts.Add((LineStart(parts[index].Start, end), end, ""));
        }

        // The last one that stays must not be followed by the comma of what went.
        var last = Enumerable.Range(0, parts.Count).LastOrDefault(index => !removed.Contains(index), -1);
        if (last >= 0 && last < parts.Count - 1 && CommaAfter(parts[^1].End) is null && CommaAfter(parts[last].End) is { } dangling)
        {
            cuts.Add((dangling, dangling + 1, ""));
        }

        Splice([.. cuts]);
    }

    /// <summary>Where a cut begins: with the whole line when nothing else stands in it.</summary>
    private int LineStart(int start, int end)
    {
        var blank = start;
        while (blank > 0 && _text[blank - 1] is (byte)' ' or (byte)'\t')
        {
            blank--;
        }

        var rest = end;
        while (rest < _text.Length && _text[rest] is (byte)' ' or (byte)'\t')
        {
            rest++;
        }

        var isWholeLine = blank > 0 && _text[blank - 1] == '\n' && rest < _text.Length && _text[rest] is (byte)'\r' or (byte)'\n';
        if (!isWholeLine)
        {
            // In a row of values the blanks before go with the value.
            return blank > 0 && _text[blank - 1] == ',' ? blank : start;
        }

        return blank > 1 && _text[blank - 2] == '\r' ? blank - 2 : blank - 1;
    }

    /// <summary>The comma behind a value, past blanks and comments; null when something else comes first.</summary>
    private int? CommaAfter(int at)
    {
        while (at < _text.Length)
        {
            var rest = _text.AsSpan(at);
            if (rest[0] == ',')
            {
                return at;
            }

            if (rest.StartsWith("//"u8))
            {
                at += rest.IndexOf((byte)'\n') is var newline and >= 0 ? newline : rest.Length;
            }
            else if (rest.StartsWith("/*"u8))
            {
                at += rest.IndexOf("*/"u8) is var close and >= 0 ? close + 2 : rest.Length;
            }
            else if (rest[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The blanks at the beginning of the line.</summary>
    private string IndentOf(int at)
    {
        var line = _text.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = line;
        while (end < at && _text[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Encoding.UTF8.GetString(_text.AsSpan(line, end - line));
    }

    private void Splice(params ReadOnlySpan<(int Start, int End, string With)> changes)
    {
        using var result = new MemoryStream(_text.Length + 256);
        var at = 0;
        foreach (var (start, end, with) in changes.ToArray().OrderBy(static change => change.Start))
        {
            result.Write(_text.AsSpan(at, Math.Max(0, start - at)));
            result.Write(Encoding.UTF8.GetBytes(with));
            at = Math.Max(at, end);
        }

        result.Write(_text.AsSpan(at));
        _text = result.ToArray();
    }
}
