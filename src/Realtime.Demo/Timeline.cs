using System.Globalization;

namespace Realtime.Demo;

/// <summary>Writes the story of a call to the terminal as it happens. Words that come in pieces grow on one line.</summary>
internal sealed class Timeline(TextWriter terminal, bool colours, TimeProvider time)
{
    private const int WhoWidth = 12;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _spoken = [];
    private readonly List<TimelineLine> _waiting = [];
    private long _start = time.GetTimestamp();
    private string? _open;

    /// <summary>The clock of the story starts again at zero.</summary>
    public void Restart() => _start = time.GetTimestamp();

    public void Heading(string text)
    {
        lock (_gate)
        {
            Close();
            terminal.WriteLine();
            terminal.WriteLine(colours ? $"\e[1m{text}\e[0m" : text);
        }
    }

    public void Plain(string text)
    {
        lock (_gate)
        {
            Close();
            terminal.WriteLine(text);
        }
    }

    public void Add(TimelineLine line)
    {
        lock (_gate)
        {
            if (line is { CanWait: true } && _open is not null)
            {
                _waiting.Add(line);
            }
            else if (line.Key is null)
            {
                Close();
                Whole(line);
            }
            else if (line.Key.StartsWith("end:", StringComparison.Ordinal))
            {
                Finish(line, line.Key["end:".Length..]);
            }
            else
            {
                Continue(line, line.Key);
            }
        }
    }

    private void Continue(TimelineLine line, string key)
    {
        if (_open != key)
        {
            Close();
            Begin(line.Who);
            _open = key;
            _spoken.Add(key);
        }

        terminal.Write(line.Text);
        terminal.Flush();
    }

    /// <summary>The whole turn: written only where its pieces were not.</summary>
    private void Finish(TimelineLine line, string key)
    {
        if (_spoken.Contains(key))
        {
            if (_open == key)
            {
                Close();
            }

            return;
        }

        Close();
        Whole(line);
    }

    private void Whole(TimelineLine line)
    {
        Begin(line.Who);
        terminal.WriteLine(line.Text);
    }

    private void Begin(string who)
    {
        var seconds = time.GetElapsedTime(_start).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture).PadLeft(7);
        terminal.Write(colours ? $"\e[90m{seconds}\e[0m  \e[{Colour(who)}m{who,-WhoWidth}\e[0m " : $"{seconds}  {who,-WhoWidth} ");
    }

    private void Close()
    {
        if (_open is not null)
        {
            terminal.WriteLine();
            _open = null;
        }

        foreach (var line in _waiting)
        {
            Whole(line);
        }

        _waiting.Clear();
    }

    private static string Colour(string who) => who switch
    {
        "caller" or "caller says" => "36",
        "agent says" => "32",
        "openai" => "35",
        "guardrail" => "31",
        "tool" => "33",
        _ => "37",
    };
}
