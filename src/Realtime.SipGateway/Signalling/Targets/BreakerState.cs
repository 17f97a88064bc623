namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Whether calls are sent somewhere.</summary>
internal enum BreakerState
{
    /// <summary>Calls are sent.</summary>
    Closed,

    /// <summary>It failed repeatedly: left alone for a while, unless there is nothing better.</summary>
    Open,

    /// <summary>Its break is over: one call tries it.</summary>
    HalfOpen,
}
