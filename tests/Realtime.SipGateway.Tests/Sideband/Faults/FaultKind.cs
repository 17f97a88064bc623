namespace Realtime.SipGateway.Tests.Sideband.Faults;

/// <summary>What happens to one event of the service.</summary>
public enum FaultKind
{
    /// <summary>It comes twice.</summary>
    Twice,

    /// <summary>The next one overtakes it.</summary>
    Swapped,

    /// <summary>It comes when the service has nothing else to say.</summary>
    Late,

    /// <summary>The connection breaks right after it.</summary>
    BreakAfter,

    /// <summary>The connection breaks, and it is lost.</summary>
    Lost,

    /// <summary>The connection breaks right after it, and the service is overloaded when the gateway comes back.</summary>
    Refused,

    /// <summary>The connection breaks, and everything is lost that the service says until there is another one.</summary>
    Away,
}
