using System.Text.Json;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>Arguments of the built-in transfer, as the model is told them: the agent's destinations by name, and numbers only where its list has some.</summary>
internal static class TransferToolParameters
{
    public static void Write(Utf8JsonWriter writer, TransferDefinition? transfer)
    {
        var names = transfer?.Destinations.Keys.ToList() ?? [];
        var takesNumbers = transfer is { Allow.Count: > 0 };
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        writer.WriteStartObject("to");
        writer.WriteString("type", "string");
        writer.WriteString("description", Description(names, takesNumbers));
        if (!takesNumbers && names.Count > 0)
        {
            writer.WriteStartArray("enum");
            names.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("summary");
        writer.WriteString("type", "string");
        writer.WriteString("description", "One sentence for the human who takes the call: who calls, and why.");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("required");
        writer.WriteStringValue("to");
        writer.WriteEndArray();
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteEndObject();
    }

    private static string Description(List<string> names, bool takesNumbers) => (names.Count, takesNumbers) switch
    {
        (0, _) => "The telephone number in international form, such as +4930123456, or the SIP address.",
        (_, true) => $"One of the destinations {string.Join(", ", names)}, or a telephone number in international form.",
        _ => "The destination.",
    };
}
