namespace Realtime.Sip.B2bua;

/// <summary>What a request inside a dialog amounts to.</summary>
internal enum B2buaVerdict : byte
{
    Bye,
    Refer,

    /// <summary>A re-INVITE that its own leg answers.</summary>
    Refresh,

    /// <summary>A re-INVITE for the other side.</summary>
    ReInvite,

    /// <summary>An UPDATE with an offer for the other side.</summary>
    Update,

    /// <summary>Something without offer for the other side.</summary>
    Info,

    /// <summary>200 without body, whatever the state of the call: OPTIONS, an UPDATE that only refreshes.</summary>
    Ok,

    /// <summary>200 to an UPDATE that repeats the last offer: with the last answer.</summary>
    OkWithLastBody,

    /// <summary>488: an offer that may not pass.</summary>
    NotAcceptable,

    /// <summary>405: not for us, and the other side does not allow it.</summary>
    NotAllowed,
}
