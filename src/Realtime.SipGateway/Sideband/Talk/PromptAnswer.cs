using System.Text;
using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>What the model decided about a prompt: <c>{"speak": true, "say": "…"}</c> or <c>{"speak": false}</c>.</summary>
/// <param name="Say">The words; null: nothing is said.</param>
internal sealed record PromptAnswer(string? Say)
{
    /// <summary>Two or three sentences.</summary>
    public const int MaxWords = 1_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4 };

    /// <summary>Null when the answer is not what was asked for. Models like to put JSON between fences, which is let pass.</summary>
    public static PromptAnswer? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Unfenced(text), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("speak", out var speak))
            {
                return null;
            }

            return speak.ValueKind switch
            {
                JsonValueKind.False => new PromptAnswer((string?)null),
                JsonValueKind.True when document.RootElement.TryGetProperty("say", out var say) && say.ValueKind == JsonValueKind.String => Words(say.GetString()!),
                _ => null,
            };
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>On one line and without the marks that would end the words in what the agent is told.</summary>
    private static PromptAnswer? Words(string say)
    {
        var words = new StringBuilder(say.Length);
        foreach (var character in say)
        {
            words.Append(char.IsControl(character) ? ' ' : character == '"' ? '\'' : character);
        }

        var clean = words.ToString().Trim();
        return clean.Length is 0 or > MaxWords ? null : new PromptAnswer(clean);
    }

    private static string Unfenced(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal) || trimmed.Length < 6)
        {
            return trimmed;
        }

        var inner = trimmed[3..^3];
        return inner.StartsWith("json", StringComparison.OrdinalIgnoreCase) ? inner[4..] : inner;
    }
}
