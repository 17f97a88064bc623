namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>session.limit_reached</c>: The conversation is being left before the service ends its session.</summary>
/// <param name="AgeSeconds">Since the session began.</param>
/// <param name="SecondsLeft">Until the service ends it.</param>
/// <param name="ByService">The service said when; otherwise by <c>Sideband:SessionSeconds</c>.</param>
public sealed record SessionLimitReached(double AgeSeconds, double SecondsLeft, bool ByService) : CallEventData
{
    internal override string Type => "session.limit_reached";
}
