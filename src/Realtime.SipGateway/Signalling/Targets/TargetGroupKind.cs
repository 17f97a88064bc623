namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>What a group is.</summary>
internal enum TargetGroupKind
{
    /// <summary>An AI target: a vendor's service.</summary>
    Ai,

    /// <summary>A trunk's peers.</summary>
    Trunk,

    /// <summary>A destination that is reached by DNS, through no trunk.</summary>
    Destination,
}
