namespace Realtime.Sip.Dialogs;

/// <summary>What a leg does about session timers (RFC 4028).</summary>
public enum SessionTimerMode : byte
{
    /// <summary>Nothing: they are neither offered nor agreed to.</summary>
    Off,

    /// <summary>The other side's wish is granted; we have none.</summary>
    Accept,

    /// <summary>We ask for one ourselves, or set one up alone with a peer that does not know them.</summary>
    Request,
}
