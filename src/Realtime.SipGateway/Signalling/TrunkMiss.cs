namespace Realtime.SipGateway.Signalling;

/// <summary>How far a request came that no trunk took: a label of the metric, hence a closed set.</summary>
internal enum TrunkMiss
{
    None,

    /// <summary>No trunk has the source address.</summary>
    Address,

    /// <summary>A trunk has the address, but may not use that transport.</summary>
    Transport,

    /// <summary>A trunk has address and transport, but that number may not be dialled over it.</summary>
    Number,

    /// <summary>A trunk fits, but its caller did not prove to be it.</summary>
    Proof,
}
