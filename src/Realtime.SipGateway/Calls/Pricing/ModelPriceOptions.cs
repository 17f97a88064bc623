namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>Prices of a model from a day on, per million tokens. Kinds without a price cannot be priced.</summary>
public sealed class ModelPriceOptions
{
    /// <summary>First day (UTC) of these prices, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    public decimal? TextInput { get; set; }

    public decimal? TextCached { get; set; }

    public decimal? TextOutput { get; set; }

    public decimal? AudioInput { get; set; }

    public decimal? AudioCached { get; set; }

    public decimal? AudioOutput { get; set; }

    public decimal? ImageInput { get; set; }

    public decimal? ImageCached { get; set; }
}
