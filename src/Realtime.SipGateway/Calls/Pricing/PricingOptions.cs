namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>
/// Section <c>Pricing</c>: what the service charges. A model that is listed here follows this list from its first day on; before, and all others, the list prices that the
/// gateway knows, which are in USD, so that they apply only to that <see cref="Currency"/>.
/// </summary>
public sealed class PricingOptions
{
    public const string Section = "Pricing";

    /// <summary>The service bills in US dollars.</summary>
    public const string DefaultCurrency = "USD";

    /// <summary>ISO 4217 code, three capitals.</summary>
    public string Currency { get; set; } = DefaultCurrency;

    /// <summary>False: only what is configured here has a price.</summary>
    public bool ListPrices { get; set; } = true;

    /// <summary>Prices by model, in the order of time or not; the latest that has begun counts.</summary>
    public Dictionary<string, List<ModelPriceOptions>> Models { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Prices of transcription by model.</summary>
    public Dictionary<string, List<TranscriptionPriceOptions>> Transcription { get; set; } = new(StringComparer.Ordinal);
}
