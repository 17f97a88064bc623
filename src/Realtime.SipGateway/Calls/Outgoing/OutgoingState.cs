namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>What became of a delivery.</summary>
public enum OutgoingState
{
    /// <summary>To be sent, or sent again.</summary>
    Pending,

    /// <summary>The endpoint took it.</summary>
    Delivered,

    /// <summary>Given up: the attempts are used up, or nothing is kept of the call. An operator may send it again.</summary>
    Failed,
}
