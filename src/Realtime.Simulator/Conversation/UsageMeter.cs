using System.Text.Json.Nodes;

namespace Realtime.Simulator.Conversation;

/// <summary>
/// Counts tokens as the price list does: 1 for 100 ms of the caller's audio, 1 for 50 ms of the model's, and about 1 for 4 characters.
/// The context of the response before is taken from the cache, in steps of 64.
/// </summary>
internal sealed class UsageMeter(SessionSettings settings, ItemList items)
{
    private const int CallerMsPerToken = 100;
    private const int AssistantMsPerToken = 50;
    private const int CharactersPerToken = 4;
    private const int CacheStep = 64;
    private const int ReasoningTokens = 17;

    /// <summary>An image at low detail, and as a whole with its tiles at high, which is what the service takes by itself.</summary>
    private const int LowImageTokens = 85;
    private const int HighImageTokens = 765;

    private int _lastText;
    private int _lastAudio;
    private int _lastImage;

    /// <summary>All tokens so far.</summary>
    public long Total { get; private set; }

    public static int TextTokens(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;

    public static int CallerTokens(int milliseconds) => (milliseconds + CallerMsPerToken - 1) / CallerMsPerToken;

    public static int AssistantTokens(int milliseconds) => (milliseconds + AssistantMsPerToken - 1) / AssistantMsPerToken;

    /// <summary>What a text of this length counts as output.</summary>
    public int OutputTokens(int characters) => TextTokens(characters) + (settings.Reasons ? ReasoningTokens : 0);

    /// <summary>How long a text may be in so many tokens.</summary>
    public int CharactersOf(int tokens) => Math.Max(0, tokens - (settings.Reasons ? ReasoningTokens : 0)) * CharactersPerToken;

    /// <summary>The input of a response that begins now: the conversation, or what the client gives it to read instead.</summary>
    public (int Text, int Audio, int Image) Context(JsonObject? request)
    {
        if (request?["input"] is JsonArray own)
        {
            var given = request["instructions"]?.ToString().Length ?? settings.Instructions.Length;
            return (TextTokens(given + own.Sum(static item => item?["content"] is JsonArray content ? content.Sum(static part => part?["text"]?.ToString().Length ?? 0) : 0)), 0, 0);
        }

        var text = TextTokens(settings.Instructions.Length) + (settings.Tools.Count == 0 ? 0 : TextTokens(settings.Tools.ToJsonString().Length));
        var (audio, image) = (0, 0);
        foreach (var item in items.All)
        {
            audio += item.IsAssistant ? AssistantTokens(item.AudioMs) : CallerTokens(item.AudioMs);
            text += item.AudioMs > 0 ? 0 : TextTokens(item.TextLength);
            image += item.ImageDetails.Sum(static detail => detail == "low" ? LowImageTokens : HighImageTokens);
        }

        return (text, audio, image);
    }

    /// <summary>The usage of a response, and its context becomes what the next one finds in the cache.</summary>
    public JsonObject Finish((int Text, int Audio, int Image) input, int characters, int audioMs)
    {
        var cachedText = Math.Min(_lastText, input.Text) / CacheStep * CacheStep;
        var cachedAudio = Math.Min(_lastAudio, input.Audio) / CacheStep * CacheStep;
        var cachedImage = Math.Min(_lastImage, input.Image) / CacheStep * CacheStep;
        (_lastText, _lastAudio, _lastImage) = input;
        var outputText = OutputTokens(characters);
        var outputAudio = AssistantTokens(audioMs);
        var read = input.Text + input.Audio + input.Image;
        Total += read + outputText + outputAudio;
        var output = new JsonObject { ["text_tokens"] = outputText, ["audio_tokens"] = outputAudio };
        if (settings.Reasons)
        {
            output["reasoning_tokens"] = ReasoningTokens;
        }

        return new JsonObject
        {
            ["total_tokens"] = read + outputText + outputAudio,
            ["input_tokens"] = read,
            ["output_tokens"] = outputText + outputAudio,
            ["input_token_details"] = new JsonObject
            {
                ["text_tokens"] = input.Text,
                ["audio_tokens"] = input.Audio,
                ["image_tokens"] = input.Image,
                ["cached_tokens"] = cachedText + cachedAudio + cachedImage,
                ["cached_tokens_details"] = new JsonObject { ["text_tokens"] = cachedText, ["audio_tokens"] = cachedAudio, ["image_tokens"] = cachedImage },
            },
            ["output_token_details"] = output,
        };
    }
}
