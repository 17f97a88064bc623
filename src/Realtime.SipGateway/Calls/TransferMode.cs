namespace Realtime.SipGateway.Calls;

/// <summary>The way a caller was transferred.</summary>
public enum TransferMode
{
    /// <summary>The carrier was asked by REFER and reported what came of it.</summary>
    Refer,

    /// <summary>We called the target and connected the caller to it; the call stays with us.</summary>
    Bridge,

    /// <summary>We called the target, and the carrier connected the caller to it (REFER with Replaces).</summary>
    Attended,

    /// <summary>The vendor was asked over its API; it reports nothing.</summary>
    Vendor,
}
