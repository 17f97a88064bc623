using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Realtime.SipGateway.Cli;

/// <summary>Answers of commands: text for people, <c>--json</c> for programs.</summary>
internal static class CommandOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static Option<bool> JsonOption() => new("--json") { Description = "Answer as JSON, for programs." };

    public static void WriteJson<T>(this ParseResult parsed, T value, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        parsed.Output().WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    public static TextWriter Output(this ParseResult parsed) => parsed.InvocationConfiguration.Output;

    public static TextWriter Error(this ParseResult parsed) => parsed.InvocationConfiguration.Error;

    /// <summary>Columns as wide as their widest cell; the last one is not padded.</summary>
    public static void WriteTable(this TextWriter output, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(heads).ToList();
        var widths = heads.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column == row.Count - 1 ? cell : cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
