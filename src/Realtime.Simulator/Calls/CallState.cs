namespace Realtime.Simulator.Calls;

/// <summary>Where a call stands on the service's side.</summary>
internal enum CallState
{
    /// <summary>Announced, waiting for accept or reject.</summary>
    Ringing,

    /// <summary>Accepted: the session lives.</summary>
    Active,

    /// <summary>Over.</summary>
    Ended,
}
