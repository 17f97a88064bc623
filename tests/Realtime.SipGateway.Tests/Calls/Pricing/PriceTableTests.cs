using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Pricing;

public sealed class PriceTableTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>100 text of which 64 are cached, 40 audio; 30 text and 50 audio out.</summary>
    private static readonly ResponseFinished Response = new(
        "resp_1", "completed", null, 140, 80, 64, new TokenDetails(100, 40, 0, 64, 0, 0, 30, 50), 812, "gpt-realtime-2.1");

    [Fact]
    public void A_response_costs_what_the_price_list_says()
    {
        // (36 × 4 + 64 × 0.40 + 40 × 32 + 30 × 24 + 50 × 64) / 1,000,000
        Assert.Equal((0.0053696m, "USD"), CostOf(Response, new PricingOptions()));
    }

    [Fact]
    public void Every_kind_of_token_has_its_own_price()
    {
        var options = Prices(new ModelPriceOptions
        {
            From = "2026-01-01",
            TextInput = 1,
            TextCached = 10,
            TextOutput = 100,
            AudioInput = 1_000,
            AudioCached = 10_000,
            AudioOutput = 100_000,
            ImageInput = 0.1m,
            ImageCached = 0.01m,
        });
        var response = Response with { InputTokens = 18, CachedTokens = 6, OutputTokens = 2, Details = new TokenDetails(3, 6, 9, 1, 2, 3, 1, 1) };

        // 2 × 1 + 1 × 10 + 4 × 1,000 + 2 × 10,000 + 6 × 0.1 + 3 × 0.01 + 1 × 100 + 1 × 100,000
        Assert.Equal(124_112.63m / 1_000_000m, CostOf(response, options).Cost);
    }

    [Fact]
    public void The_price_of_the_day_counts()
    {
        var options = Prices(
            new ModelPriceOptions { From = "2026-12-01", TextInput = 3 },
            new ModelPriceOptions { From = "2026-01-01", TextInput = 1 },
            new ModelPriceOptions { From = "2026-11-21", TextInput = 2 });
        var response = Response with { InputTokens = 1_000_000, CachedTokens = 0, OutputTokens = 0, Details = new TokenDetails(1_000_000, 0, 0, 0, 0, 0, 0, 0) };

        Assert.Equal(2m, CostOf(response, options).Cost);
        Assert.Equal(1m, CostOf(response, options, Today.AddDays(-1)).Cost);
        Assert.Equal(3m, CostOf(response, options, Today.AddDays(10)).Cost);
        Assert.Null(CostOf(response, options, new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero)).Cost);
    }

    [Fact]
    public void A_snapshot_costs_what_its_model_costs() =>
        Assert.Equal(0.0053696m, CostOf(Response with { Model = "gpt-realtime-2.1-2026-07-06" }, new PricingOptions()).Cost);

    [Theory]
    [InlineData("gpt-unheard-of")]
    [InlineData(null)]
    public void A_model_without_a_price_has_no_cost(string? model) => Assert.Equal((null, null), CostOf(Response with { Model = model }, new PricingOptions()));

    [Fact]
    public void Tokens_that_nobody_explains_have_no_cost()
    {
        Assert.Null(CostOf(Response with { Details = null }, new PricingOptions()).Cost);
        Assert.Null(CostOf(Response with { InputTokens = 141 }, new PricingOptions()).Cost);
        Assert.Null(CostOf(Response with { Details = new TokenDetails(60, 80, 0, 64, 0, 0, 30, 50) }, new PricingOptions()).Cost);
    }

    [Fact]
    public void A_kind_without_a_price_has_no_cost_unless_it_was_not_used()
    {
        var options = Prices(new ModelPriceOptions { From = "2026-01-01", TextInput = 1, TextCached = 1, TextOutput = 1 });

        Assert.Null(CostOf(Response, options).Cost);
        Assert.NotNull(CostOf(Response with { InputTokens = 100, OutputTokens = 30, Details = new TokenDetails(100, 0, 0, 64, 0, 0, 30, 0) }, options).Cost);
    }

    [Fact]
    public void A_response_that_used_nothing_costs_nothing() => Assert.Equal(
        0m, CostOf(Response with { Status = "failed", InputTokens = 0, OutputTokens = 0, CachedTokens = 0, Details = null }, new PricingOptions()).Cost);

    [Fact]
    public void List_prices_are_dollars_and_can_be_left_out()
    {
        Assert.Null(CostOf(Response, new PricingOptions { Currency = "EUR" }).Cost);
        Assert.Null(CostOf(Response, new PricingOptions { ListPrices = false }).Cost);
    }

    [Fact]
    public void A_price_of_the_future_leaves_the_list_price_in_force_until_then()
    {
        var options = Prices(new ModelPriceOptions { From = "2026-12-01", TextInput = 8, TextCached = 1, AudioInput = 64, TextOutput = 48, AudioOutput = 128 });

        Assert.Equal(0.0053696m, CostOf(Response, options).Cost);
        Assert.Equal(0.010752m, CostOf(Response, options, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)).Cost);
        Assert.True(new PriceTable(Options.Create(options)).Knows("gpt-realtime-2.1"));
    }

    [Fact]
    public void A_model_is_known_when_its_price_has_begun()
    {
        var time = new ManualTimeProvider();
        var table = new PriceTable(
            Options.Create(new PricingOptions
            {
                Models = { ["own"] = [new() { From = "2026-11-22", TextInput = 1 }] },
                Transcription = { ["ears"] = [new() { From = "2026-11-22", PerMinute = 1 }] },
            }),
            time);
        Assert.Equal((false, false), (table.Knows("own"), table.KnowsTranscription("ears")));

        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((true, true), (table.Knows("own"), table.KnowsTranscription("ears")));
        Assert.True(table.Knows("own-2026-11-20"));
    }

    [Fact]
    public void Transcription_costs_by_the_minute()
    {
        var table = Table(new PricingOptions());
        var said = new CallerSaid("item_1", "Hello", "en", Seconds: 30, Model: "gpt-live-transcribe");

        Assert.Equal(said with { Cost = 0.0085m, Currency = "USD" }, table.Price(said, Today));
        Assert.Equal(said with { Seconds = null }, table.Price(said with { Seconds = null }, Today));
    }

    [Theory]
    [InlineData("gpt-4o-transcribe", 5, 120, 40, 0.0011325)]
    [InlineData("gpt-transcribe", 5, 600, 40, 0.0045)]
    [InlineData("gpt-realtime-whisper", 0, 0, 9, 0)]
    public void Transcription_that_tells_tokens_costs_by_tokens_or_by_the_audio_they_stand_for(string model, int text, int audio, int output, double cost)
    {
        var said = new CallerSaid("item_1", "Hello", "en", Model: model, Tokens: new TranscriptionTokens(text, audio, output));

        Assert.Equal((decimal)cost, ((CallerSaid)Table(new PricingOptions()).Price(said, Today)).Cost);
    }

    [Fact]
    public void Audio_without_words_costs_what_words_cost()
    {
        var noise = new CallerNoise("item_1", Seconds: 30, Model: "gpt-live-transcribe");

        Assert.Equal(noise with { Cost = 0.0085m, Currency = "USD" }, Table(new PricingOptions()).Price(noise, Today));
        Assert.Equal(noise with { Model = "unheard-of" }, Table(new PricingOptions()).Price(noise with { Model = "unheard-of" }, Today));
    }

    [Fact]
    public void A_transcription_by_tokens_without_a_price_of_each_kind_has_no_cost()
    {
        var options = new PricingOptions { Transcription = { ["m"] = [new() { From = "2026-01-01", AudioInput = 6 }] } };
        var said = new CallerSaid("item_1", "Hello", "en", Model: "m", Tokens: new TranscriptionTokens(0, 100, 10));

        Assert.Equal(said, Table(options).Price(said, Today));
        Assert.Equal(0.0006m, ((CallerSaid)Table(options).Price(said with { Tokens = new(0, 100, 0) }, Today)).Cost);
    }

    [Fact]
    public void Faults_of_prices_are_told_all_at_once()
    {
        var options = new PricingOptions
        {
            Currency = "usd",
            Models = { ["a"] = [], ["b"] = [new() { From = "21.11.2026", TextInput = -1 }, new() { From = "2026-11-21" }, new() { From = "2026-11-21", TextInput = 1 }] },
            Transcription = { ["c"] = [new() { From = "2026-11-21", PerMinute = 1_000_000 }] },
        };

        var faults = new PricingOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(7, faults.Count);
        foreach (var key in new[]
        {
            "Pricing:Currency: \"usd\"", "Pricing:Models:a: has no prices", "Pricing:Models:b:0:From: \"21.11.2026\"", "Pricing:Models:b:0:TextInput: -1",
            "Pricing:Models:b:1: names no price", "Pricing:Models:b:2:From: \"2026-11-21\" is there twice", "Pricing:Transcription:c:0:PerMinute: 1000000",
        })
        {
            Assert.Contains(faults, fault => fault.StartsWith(key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void List_prices_are_valid() => Assert.True(new PricingOptionsValidator().Validate(null, new PricingOptions
    {
        Models = ListPrices.Models.ToDictionary(one => one.Key, one => new List<ModelPriceOptions> { one.Value }),
        Transcription = ListPrices.Transcription.ToDictionary(one => one.Key, one => new List<TranscriptionPriceOptions> { one.Value }),
    }).Succeeded);

    private static PriceTable Table(PricingOptions options) => new(Options.Create(options));

    private static PricingOptions Prices(params ModelPriceOptions[] prices) => new() { Models = { ["gpt-realtime-2.1"] = [.. prices] } };

    private static (decimal? Cost, string? Currency) CostOf(ResponseFinished response, PricingOptions options, DateTimeOffset? at = null)
    {
        var priced = (ResponseFinished)new PriceTable(Options.Create(options)).Price(response, at ?? Today);
        return (priced.Cost, priced.Currency);
    }
}
