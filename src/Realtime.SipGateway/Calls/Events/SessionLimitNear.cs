namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>session.limit_near</c>: The service will soon end the session; the model was told to come to an end.</summary>
/// <param name="AgeSeconds">Since the session began.</param>
/// <param name="SecondsLeft">Until the service ends it.</param>
/// <param name="ByService">The service said when; otherwise by <c>Sideband:SessionSeconds</c>.</param>
public sealed record SessionLimitNear(double AgeSeconds, double SecondsLeft, bool ByService) : CallEventData
{
    internal override string Type => "session.limit_near";
}
