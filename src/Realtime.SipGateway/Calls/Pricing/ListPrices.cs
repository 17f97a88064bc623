namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>
/// The service's list prices in USD as they were published in November 2026: per million tokens, transcription per minute or per million tokens. For models that the settings
/// do not price themselves.
/// </summary>
internal static class ListPrices
{
    /// <summary>Until another day is known the prices are those of the model's first day.</summary>
    public static readonly Dictionary<string, ModelPriceOptions> Models = new(StringComparer.Ordinal)
    {
        ["gpt-realtime-2.1"] = Large("2026-07-06", textOutput: 24.00m),
        ["gpt-realtime-2.1-mini"] = Mini("2026-07-06"),
        ["gpt-realtime-2"] = Large("2026-05-07", textOutput: 24.00m),
        ["gpt-realtime-1.5"] = Large("2026-02-23", textOutput: 16.00m),
        ["gpt-realtime"] = Large("2025-08-28", textOutput: 16.00m),
        ["gpt-realtime-mini"] = Mini("2025-12-15"),
    };

    public static readonly Dictionary<string, TranscriptionPriceOptions> Transcription = new(StringComparer.Ordinal)
    {
        ["gpt-live-transcribe"] = new() { From = "2026-07-28", PerMinute = 0.017m },
        ["gpt-realtime-whisper"] = new() { From = "2026-05-07", PerMinute = 0.017m },
        ["gpt-transcribe"] = new() { From = "2026-07-28", PerMinute = 0.0045m },
        ["gpt-4o-transcribe"] = new() { From = "2025-03-20", TextInput = 2.50m, AudioInput = 6.00m, TextOutput = 10.00m },
        ["gpt-4o-transcribe-diarize"] = new() { From = "2025-10-15", TextInput = 2.50m, AudioInput = 6.00m, TextOutput = 10.00m },
        ["gpt-4o-mini-transcribe"] = new() { From = "2025-03-20", TextInput = 1.25m, AudioInput = 3.00m, TextOutput = 5.00m },
        ["whisper-1"] = new() { From = "2023-03-01", PerMinute = 0.006m },
    };

    private static ModelPriceOptions Large(string from, decimal textOutput) => new()
    {
        From = from,
        TextInput = 4.00m,
        TextCached = 0.40m,
        TextOutput = textOutput,
        AudioInput = 32.00m,
        AudioCached = 0.40m,
        AudioOutput = 64.00m,
        ImageInput = 5.00m,
        ImageCached = 0.50m,
    };

    private static ModelPriceOptions Mini(string from) => new()
    {
        From = from,
        TextInput = 0.60m,
        TextCached = 0.06m,
        TextOutput = 2.40m,
        AudioInput = 10.00m,
        AudioCached = 0.30m,
        AudioOutput = 20.00m,
        ImageInput = 0.80m,
        ImageCached = 0.08m,
    };
}
