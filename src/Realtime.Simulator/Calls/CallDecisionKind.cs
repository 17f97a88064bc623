namespace Realtime.Simulator.Calls;

/// <summary>How ringing ends.</summary>
internal enum CallDecisionKind
{
    /// <summary>The client accepted.</summary>
    Accepted,

    /// <summary>The client rejected.</summary>
    Rejected,

    /// <summary>The client accepted and the leg fails all the same.</summary>
    Failed,

    /// <summary>The caller gave up, or nobody decided in time.</summary>
    Abandoned,
}
