namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>session.end_named</c>: The service said when it ends the session, and it is not when that was expected.</summary>
/// <param name="EndsAt">The session's end as it is reckoned with from now on.</param>
public sealed record SessionEndNamed(DateTimeOffset EndsAt) : CallEventData
{
    internal override string Type => "session.end_named";
}
