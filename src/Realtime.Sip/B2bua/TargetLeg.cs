namespace Realtime.Sip.B2bua;

/// <summary>Where the current outbound attempt of a call, later its dialog, stands.</summary>
internal enum TargetLeg : byte
{
    /// <summary>No attempt runs.</summary>
    None,

    /// <summary>The INVITE has no final answer yet.</summary>
    Calling,

    /// <summary>A 2xx came in; our ACK waits for the caller's.</summary>
    Answered,

    /// <summary>Our ACK went out.</summary>
    Confirmed,

    /// <summary>The caller hung up; our BYE waits a moment for what is still to be said.</summary>
    Draining,

    /// <summary>Our BYE went out, its answer is not in.</summary>
    Closing,

    /// <summary>Over: cancelled for good, or hung up.</summary>
    Closed,
}
