using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>
/// A stored transcript as data for a model (P6): one JSON object a line between marks that no line can hold, for <c>&lt;</c> is escaped in them. What the store
/// redacts and masks is redacted and masked here.
/// </summary>
internal sealed class TranscriptText
{
    public const string OpenMark = "<transcript>";
    public const string CloseMark = "</transcript>";

    /// <summary>Some 60,000 tokens: the longest call has about half of it.</summary>
    public const int MaxLength = 250_000;

    /// <summary>Of one tool's arguments, or output.</summary>
    private const int MaxToolText = 2_000;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly List<string> _lines = [];

    /// <summary>Whether anybody said anything.</summary>
    public bool HasWords { get; private set; }

    public void Add(CallEvent one)
    {
        switch (one.Data)
        {
            case CallerSaid said:
                HasWords = true;
                Line("caller", ("text", said.Text));
                break;
            case AgentSaid said:
                HasWords = true;
                Line("agent", ("text", said.Text), ("interrupted", said.Interrupted ? "true" : null));
                break;
            case DigitReceived digit:
                Line("caller", ("key", digit.Digit));
                break;
            case ToolCalled tool:
                Line("tool", ("tool", tool.Tool), ("arguments", Cut(tool.Arguments)));
                break;
            case ToolCompleted tool:
                Line("tool", ("tool", tool.Tool), ("succeeded", tool.Succeeded ? "true" : "false"), ("output", Cut(tool.Output)));
                break;
            case AgentSwitched agent:
                Line("gateway", ("agent", agent.To));
                break;
            case TransferCompleted transfer:
                Line("gateway", ("transferred_to", transfer.To));
                break;
        }
    }

    /// <summary>The whole of it; of one that is too long the beginning and, more of it, the end.</summary>
    public override string ToString() => $"{OpenMark}\n{string.Join('\n', Fitting())}\n{CloseMark}";

    private List<string> Fitting()
    {
        if (_lines.Sum(static line => line.Length + 1) <= MaxLength)
        {
            return _lines;
        }

        var head = Within(_lines, MaxLength / 4);
        var tail = Within(Enumerable.Reverse(_lines.Skip(head.Count)), MaxLength / 4 * 3);
        tail.Reverse();
        return [.. head, "{\"who\":\"gateway\",\"left_out\":\"lines, for there are too many\"}", .. tail];
    }

    private static List<string> Within(IEnumerable<string> lines, int length)
    {
        var left = length;
        return [.. lines.TakeWhile(line => (left -= line.Length + 1) >= 0)];
    }

    private static string? Cut(string? text) => text is { Length: > MaxToolText } ? text[..MaxToolText] + "…" : text;

    private void Line(string who, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("who", who);
            foreach (var (name, value) in members)
            {
                if (value is not null)
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        _lines.Add(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
