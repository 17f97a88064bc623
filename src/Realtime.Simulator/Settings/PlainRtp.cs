namespace Realtime.Simulator.Settings;

/// <summary>What becomes of a call that offers media without SRTP.</summary>
public enum PlainRtp
{
    /// <summary>Answered, but nothing is sent and nothing heard.</summary>
    Silent,

    /// <summary>Works like SRTP.</summary>
    Heard,
}
