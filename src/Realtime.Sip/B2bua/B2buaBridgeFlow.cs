namespace Realtime.Sip.B2bua;

/// <summary>Who makes the first offer when a caller is bridged to another target: the call flows of RFC 3725 §4, the caller's leg being up already.</summary>
public enum B2buaBridgeFlow : byte
{
    /// <summary>
    /// The caller's last session description goes to the target as the offer; its answer goes to the caller in a re-INVITE (as in Flow II of
    /// RFC 3725 §4.2), and where the caller's new answer differs, to the target in another. Every phone and carrier takes it.
    /// </summary>
    CachedOffer,

    /// <summary>
    /// The target gets an INVITE without offer, its own goes to the caller in a re-INVITE and the caller's answer back in the ACK (Flow I of
    /// RFC 3725 §4.1, with the target as its A; the second half of Flow IV). One round with fresh keys, where the target's network takes offerless INVITEs.
    /// </summary>
    Offerless,
}
