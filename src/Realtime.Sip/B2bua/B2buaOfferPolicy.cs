namespace Realtime.Sip.B2bua;

/// <summary>What to do with an offer that only the other side can answer.</summary>
public enum B2buaOfferPolicy : byte
{
    /// <summary>Pass it on; a failure is told and the call stays.</summary>
    Relay,

    /// <summary>Refuse it with 488; the call stays.</summary>
    Reject,
}
