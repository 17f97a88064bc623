namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>The events that leave the gateway, by their names on the wire.</summary>
public static class OutgoingTypes
{
    /// <summary>An agent took the call.</summary>
    public const string Started = "call.started";

    /// <summary>The call is over, answered or not.</summary>
    public const string Ended = "call.ended";

    /// <summary>What text models made of a call that is over.</summary>
    public const string Summarized = "call.summarized";

    /// <summary>An operator tries an endpoint.</summary>
    public const string Test = "gateway.test";
}
