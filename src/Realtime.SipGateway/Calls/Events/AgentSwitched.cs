using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>agent.switched</c>: One agent handed the call to another.</summary>
/// <param name="Agent">Who had it.</param>
/// <param name="To">Who has it now.</param>
/// <param name="Summary">What the one told the other.</param>
public sealed record AgentSwitched(string Agent, string To, string? Summary) : CallEventData
{
    internal override string Type => "agent.switched";

    public override CallEventData Redact(Redactor redactor) => this with { To = redactor.Text(To), Summary = redactor.Text(Summary) };
}
