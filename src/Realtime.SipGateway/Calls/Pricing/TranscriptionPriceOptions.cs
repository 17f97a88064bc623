namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>
/// Price of transcription from a day on: by the minute, or per million tokens. A model that tells tokens and has a price by the minute alone is priced by
/// its audio tokens, of which the service makes ten a second.
/// </summary>
public sealed class TranscriptionPriceOptions
{
    /// <summary>First day (UTC) of this price, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    public decimal? PerMinute { get; set; }

    public decimal? TextInput { get; set; }

    public decimal? AudioInput { get; set; }

    public decimal? TextOutput { get; set; }
}
