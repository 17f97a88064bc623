namespace Realtime.SipGateway.Calls.Pricing;

/// <summary>Price of a minute of transcribed audio from a day on.</summary>
public sealed class MinutePriceOptions
{
    /// <summary>First day (UTC) of this price, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    public decimal? PerMinute { get; set; }
}
