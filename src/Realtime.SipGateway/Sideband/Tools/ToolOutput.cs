using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A tool's answer to the model.</summary>
/// <param name="Text">What the model reads.</param>
/// <param name="Succeeded">False: the text says what went wrong.</param>
internal readonly record struct ToolOutput(string Text, bool Succeeded)
{
    /// <summary>HTTP status of the answer, where there was one that succeeded.</summary>
    public int? Status { get; init; }

    /// <summary>A failure that another try would not better.</summary>
    public bool IsFinal { get; init; }

    /// <summary>What the site lacks for the tool: for the log, not for the model.</summary>
    public string? SetUpFault { get; init; }

    /// <summary>Another agent is to go on.</summary>
    public AgentSwitch? Switch { get; init; }

    public static ToolOutput Done(string text) => new(text, Succeeded: true);

    /// <summary><c>{"error":"…"}</c>, with the status and body of an HTTP answer where there was one.</summary>
    public static ToolOutput Failed(string error, int? status = null, string? body = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("error", error);
            if (status is { } code)
            {
                writer.WriteNumber("status", code);
            }

            if (!string.IsNullOrEmpty(body))
            {
                writer.WriteString("body", body);
            }

            writer.WriteEndObject();
        }

        return new(Encoding.UTF8.GetString(buffer.WrittenSpan), Succeeded: false);
    }
}
