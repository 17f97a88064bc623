namespace Realtime.Sip.B2bua;

/// <summary>What the caller hears of the target's provisional responses.</summary>
public enum B2buaProgress : byte
{
    /// <summary>Nothing: it hears our own ringing only.</summary>
    Local,

    /// <summary>180 as soon as the target is known to do something.</summary>
    Ring,

    /// <summary>Each of them as it came, early media too.</summary>
    Relay,
}
