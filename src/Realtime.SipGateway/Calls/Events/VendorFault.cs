using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>vendor.fault</c>: The AI side failed a call; what is done about it.</summary>
/// <param name="Attempt">Number of the attempt.</param>
/// <param name="Target">Name of the AI target.</param>
/// <param name="Kind">What failed: one of <see cref="VendorFaultKind"/>.</param>
/// <param name="Action">What follows: <c>next</c> (another target or address), <c>fallback</c>, <c>end</c>.</param>
/// <param name="Detail">In words.</param>
public sealed record VendorFault(int Attempt, string Target, string Kind, string Action, string? Detail) : CallEventData
{
    internal override string Type => "vendor.fault";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Detail = redactor.Text(Detail) };
}
