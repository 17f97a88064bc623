namespace Realtime.Sip.B2bua;

/// <summary>The two legs of a call.</summary>
public enum B2buaSide : byte
{
    /// <summary>Who sent us the INVITE.</summary>
    Caller,

    /// <summary>Whom we sent one.</summary>
    Target,
}
