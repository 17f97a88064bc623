namespace Realtime.Sip.Messages;

/// <summary>Who refreshes a session (RFC 4028 §4): named by the roles of the transaction at hand, not of the call.</summary>
public enum SessionRefresher : byte
{
    /// <summary>The header does not say.</summary>
    Unsaid,

    /// <summary>Who sent the request at hand.</summary>
    Uac,

    /// <summary>Who answers it.</summary>
    Uas,
}
