using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>decision.made</c>: The rules decided.</summary>
public sealed record DecisionMade(CallDecision Decision) : CallEventData
{
    internal override string Type => "decision.made";

    public override CallEventData Redact(Redactor redactor) => this with
    {
        Decision = Decision with
        {
            Reason = redactor.Text(Decision.Reason),
            Explanation = [.. Decision.Explanation.Select(line => redactor.Text(line))],
        },
    };
}
