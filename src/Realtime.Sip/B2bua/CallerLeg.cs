namespace Realtime.Sip.B2bua;

/// <summary>Where the inbound dialog of a call stands.</summary>
internal enum CallerLeg : byte
{
    /// <summary>The INVITE has no final answer yet.</summary>
    Pending,

    /// <summary>A 2xx went out, its ACK is not in.</summary>
    Answered,

    /// <summary>Answered, and to be hung up as soon as the ACK is in: no BYE before it (RFC 3261 §15).</summary>
    Leaving,

    /// <summary>The ACK is in.</summary>
    Confirmed,

    /// <summary>Our BYE went out, its answer is not in.</summary>
    Closing,

    /// <summary>Over: refused, or hung up.</summary>
    Closed,
}
