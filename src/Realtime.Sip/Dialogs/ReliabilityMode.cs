namespace Realtime.Sip.Dialogs;

/// <summary>When provisional responses to an INVITE that came are sent reliably (RFC 3262).</summary>
public enum ReliabilityMode : byte
{
    /// <summary>Never; an INVITE that requires it gets 420.</summary>
    Off,

    /// <summary>Where the INVITE requires it.</summary>
    Required,

    /// <summary>Where the INVITE supports it.</summary>
    Supported,
}
