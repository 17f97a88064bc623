namespace Realtime.Sip.B2bua;

/// <summary>The one offer that may be under way through both legs of an established call.</summary>
internal enum B2buaExchange : byte
{
    None,

    /// <summary>The caller's re-INVITE was passed on, its final answer is not in.</summary>
    ReInviteToTarget,

    /// <summary>The target's re-INVITE was passed on, its final answer is not in.</summary>
    ReInviteToCaller,

    /// <summary>The caller's re-INVITE got its 2xx; the ACK for both legs is not in.</summary>
    AckFromCaller,

    /// <summary>The target's re-INVITE got its 2xx; the ACK for both legs is not in.</summary>
    AckFromTarget,

    /// <summary>The caller's UPDATE with an offer was passed on.</summary>
    UpdateToTarget,

    /// <summary>The target's UPDATE with an offer was passed on.</summary>
    UpdateToCaller,

    /// <summary>Our own re-INVITE to the caller is under way, which takes it to another target.</summary>
    Retarget,
}
