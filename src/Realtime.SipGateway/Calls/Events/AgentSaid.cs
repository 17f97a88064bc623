using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transcript.agent</c>: A turn of the agent. Interrupted: not all of it was heard.</summary>
public sealed record AgentSaid(string ItemId, string ResponseId, string Text, bool Interrupted) : CallEventData
{
    internal override string Type => "transcript.agent";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Text = redactor.Text(Text) };
}
