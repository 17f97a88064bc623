using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>
/// What a response and a transcription cost, by the prices of the day it happened. What has no price has no cost: null, never a guess.
/// </summary>
public sealed partial class PriceTable
{
    private const decimal Million = 1_000_000m;

    /// <summary>The service makes a token of each 100 ms of a caller's audio.</summary>
    private const double TokensPerSecond = 10;

    /// <summary>A day: no turn is as long.</summary>
    private const double MaxSeconds = 86_400;

    private readonly TimeProvider _time;
    private readonly string _currency;
    private readonly Dictionary<string, (DateOnly From, ModelPriceOptions Price)[]> _models;
    private readonly Dictionary<string, (DateOnly From, TranscriptionPriceOptions Price)[]> _transcription;

    /// <param name="options">Own prices.</param>
    /// <param name="time">What day it is; null: the system's clock.</param>
    public PriceTable(IOptions<PricingOptions> options, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        var settings = options.Value;
        _currency = settings.Currency;
        var usesList = settings.ListPrices && settings.Currency == PricingOptions.DefaultCurrency;
        _models = Sorted(settings.Models, usesList ? ListPrices.Models : [], price => price.From);
        _transcription = Sorted(settings.Transcription, usesList ? ListPrices.Transcription : [], price => price.From);
    }

    /// <summary>True for a model that has a price today.</summary>
    public bool Knows(string model) => Find(_models, model, _time.GetUtcNow()) is not null;

    /// <summary>True for a model of transcription that has a price today.</summary>
    public bool KnowsTranscription(string model) => Find(_transcription, model, _time.GetUtcNow()) is not null;

    /// <summary>The event with its cost, where it is one that costs something and its price is known.</summary>
    /// <param name="data">Any event.</param>
    /// <param name="at">When it happened.</param>
    public CallEventData Price(CallEventData data, DateTimeOffset at) => data switch
    {
        ResponseFinished { Cost: null } response when CostOf(response, at) is { } cost => response with { Cost = cost, Currency = _currency },
        CallerSaid { Cost: null } said when CostOf(said.Model, said.Seconds, said.Tokens, at) is { } cost => said with { Cost = cost, Currency = _currency },
        CallerNoise { Cost: null } noise when CostOf(noise.Model, noise.Seconds, noise.Tokens, at) is { } cost => noise with { Cost = cost, Currency = _currency },
        _ => data,
    };

    private decimal? CostOf(ResponseFinished response, DateTimeOffset at)
    {
        if (Find(_models, response.Model, at) is not { } price)
        {
            return null;
        }

        if (response is { InputTokens: 0, OutputTokens: 0 })
        {
            return 0m;
        }

        if (response.Details is not { } used || !used.AddsUp(response))
        {
            return null;
        }

        return (Part(used.InputText - used.CachedText, price.TextInput)
            + Part(used.InputAudio - used.CachedAudio, price.AudioInput)
            + Part(used.InputImage - used.CachedImage, price.ImageInput)
            + Part(used.CachedText, price.TextCached)
            + Part(used.CachedAudio, price.AudioCached)
            + Part(used.CachedImage, price.ImageCached)
            + Part(used.OutputText, price.TextOutput)
            + Part(used.OutputAudio, price.AudioOutput)) / Million;
    }

    private decimal? CostOf(string? model, double? seconds, TranscriptionTokens? tokens, DateTimeOffset at)
    {
        if (Find(_transcription, model, at) is not { } price)
        {
            return null;
        }

        if (tokens is not null && (price.TextInput ?? price.AudioInput ?? price.TextOutput) is not null)
        {
            return (Part(tokens.InputText, price.TextInput) + Part(tokens.InputAudio, price.AudioInput) + Part(tokens.OutputText, price.TextOutput)) / Million;
        }

        var heard = seconds ?? tokens?.InputAudio / TokensPerSecond;
        return heard is >= 0 and < MaxSeconds ? (decimal)heard / 60 * price.PerMinute : null;
    }

    /// <summary>What was not used costs nothing, whether it has a price or not.</summary>
    private static decimal? Part(int tokens, decimal? price) => tokens == 0 ? 0m : tokens * price;

    private static T? Find<T>(Dictionary<string, (DateOnly From, T Price)[]> table, string? model, DateTimeOffset at)
        where T : class
    {
        if (model is null)
        {
            return null;
        }

        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return Of(model) ?? Of(Snapshot().Replace(model, ""));

        T? Of(string name) => table.TryGetValue(name, out var prices) ? Array.FindLast(prices, price => price.From <= day).Price : null;
    }

    /// <summary>Own prices hold from their first day on; until then the list's do, so that a change can be written down before it comes.</summary>

    private static Dictionary<string, (DateOnly From, T Price)[]> Sorted<T>(
        Dictionary<string, List<T>> configured, Dictionary<string, T> list, Func<T, string?> from)
    {
        var table = list.ToDictionary(one => one.Key, one => new[] { (From: Day(from(one.Value)), Price: one.Value) }, StringComparer.Ordinal);
        foreach (var (model, prices) in configured)
        {
            (DateOnly From, T Price)[] own = [.. prices.Select(price => (From: Day(from(price)), Price: price)).OrderBy(price => price.From)];
            table[model] = own.Length > 0 && table.TryGetValue(model, out var listed) && listed[0].From < own[0].From ? [.. listed, .. own] : own;
        }

        return table;
    }

    private static DateOnly Day(string? text) => DateOnly.ParseExact(text ?? "", "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A dated snapshot costs what the model costs it is one of.</summary>
    [GeneratedRegex(@"-20[0-9]{2}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Snapshot();
}
