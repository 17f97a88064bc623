namespace Realtime.SipGateway.Signalling;

/// <summary>What a look at the caller's offer found.</summary>
/// <param name="MediaSecurity"><c>srtp</c>, <c>rtp</c>, <c>dtls</c>, or <c>none</c> without an offer.</param>
/// <param name="WarningCode">RFC 3261 §20.43 code when the offer is refused (with 488), else null.</param>
/// <param name="Why">For the Warning header and the log.</param>
internal sealed record OfferVerdict(string MediaSecurity, int? WarningCode = null, string Why = "")
{
    public bool IsRefused => WarningCode is not null;
}
