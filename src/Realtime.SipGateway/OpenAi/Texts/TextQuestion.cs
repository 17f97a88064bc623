using System.Text.Json;

namespace Realtime.SipGateway.OpenAi.Texts;

/// <summary>What a text model is asked.</summary>
/// <param name="Model">Its name, or its deployment's on Azure.</param>
/// <param name="Instructions">Ours: what to do.</param>
/// <param name="Inputs">What to do it with, one message each.</param>
/// <param name="Schema">The answer is an object of this JSON Schema; null: plain text.</param>
/// <param name="IsStrict">The service holds the model to the schema.</param>
/// <param name="RequestId">For the vendor's log.</param>
internal sealed record TextQuestion(string Model, string Instructions, IReadOnlyList<string> Inputs, JsonElement? Schema, bool IsStrict, string RequestId)
{
    /// <summary>The answer and what the model thinks before it.</summary>
    public const int MaxOutputTokens = 8_192;

    /// <summary>The body of <c>POST /responses</c>. Nothing is kept by the service.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", Model);
            json.WriteString("instructions", Instructions);
            json.WriteStartArray("input");
            foreach (var input in Inputs)
            {
                json.WriteStartObject();
                json.WriteString("role", "user");
                json.WriteStartArray("content");
                json.WriteStartObject();
                json.WriteString("type", "input_text");
                json.WriteString("text", input);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("max_output_tokens", MaxOutputTokens);
            json.WriteBoolean("store", false);
            json.WriteStartObject("text");
            WriteFormat(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteFormat(Utf8JsonWriter json)
    {
        json.WriteStartObject("format");
        json.WriteString("type", Schema is null ? "text" : "json_schema");
        if (Schema is { } schema)
        {
            json.WriteString("name", "outcome");
            json.WriteBoolean("strict", IsStrict);
            json.WritePropertyName("schema");
            schema.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
