using System.Globalization;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>Tells every fault of <see cref="PricingOptions"/> at once.</summary>
internal sealed class PricingOptionsValidator : IValidateOptions<PricingOptions>
{
    /// <summary>Far above any price per million tokens: a higher one was meant per token of something else.</summary>
    private const decimal Highest = 100_000m;

    public ValidateOptionsResult Validate(string? name, PricingOptions options)
    {
        var faults = new List<string>();
        if (options.Currency is not { Length: 3 } || !options.Currency.All(char.IsAsciiLetterUpper))
        {
            faults.Add($"{PricingOptions.Section}:Currency: \"{options.Currency}\" is no ISO 4217 code of three capitals, such as USD or EUR");
        }

        foreach (var (model, prices) in options.Models)
        {
            CheckDays(faults, $"Models:{model}", [.. prices.Select(price => price.From)]);
            for (var index = 0; index < prices.Count; index++)
            {
                CheckPrices(faults, $"Models:{model}:{index}", Values(prices[index]));
            }
        }

        foreach (var (model, prices) in options.Transcription)
        {
            CheckDays(faults, $"Transcription:{model}", [.. prices.Select(price => price.From)]);
            for (var index = 0; index < prices.Count; index++)
            {
                CheckPrices(faults, $"Transcription:{model}:{index}", Values(prices[index]));
            }
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    internal static bool TryReadDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static (string Name, decimal? Value)[] Values(ModelPriceOptions price) =>
    [
        (nameof(price.TextInput), price.TextInput), (nameof(price.TextCached), price.TextCached), (nameof(price.TextOutput), price.TextOutput),
        (nameof(price.AudioInput), price.AudioInput), (nameof(price.AudioCached), price.AudioCached), (nameof(price.AudioOutput), price.AudioOutput),
        (nameof(price.ImageInput), price.ImageInput), (nameof(price.ImageCached), price.ImageCached),
    ];

    private static (string Name, decimal? Value)[] Values(TranscriptionPriceOptions price) =>
    [
        (nameof(price.PerMinute), price.PerMinute), (nameof(price.TextInput), price.TextInput), (nameof(price.AudioInput), price.AudioInput),
        (nameof(price.TextOutput), price.TextOutput),
    ];

    private static void CheckDays(List<string> faults, string key, string?[] days)
    {
        if (days.Length == 0)
        {
            faults.Add($"{PricingOptions.Section}:{key}: has no prices; give at least one entry with From");
        }

        for (var index = 0; index < days.Length; index++)
        {
            if (!TryReadDay(days[index], out _))
            {
                faults.Add($"{PricingOptions.Section}:{key}:{index}:From: \"{days[index]}\" is no day; write it as 2026-11-01");
            }
            else if (Array.IndexOf(days, days[index]) < index)
            {
                faults.Add($"{PricingOptions.Section}:{key}:{index}:From: \"{days[index]}\" is there twice; give each day once");
            }
        }
    }

    private static void CheckPrices(List<string> faults, string key, (string Name, decimal? Value)[] prices)
    {
        if (Array.TrueForAll(prices, price => price.Value is null))
        {
            faults.Add($"{PricingOptions.Section}:{key}: names no price; give at least one of {string.Join(", ", prices.Select(price => price.Name))}");
        }

        faults.AddRange(prices.Where(price => price.Value is < 0 or > Highest).Select(price => string.Create(
            CultureInfo.InvariantCulture, $"{PricingOptions.Section}:{key}:{price.Name}: {price.Value} is not between 0 and {Highest}")));
    }
}
