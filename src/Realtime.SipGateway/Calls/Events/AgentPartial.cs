using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transcript.agent_partial</c>: Words of the agent as they are generated, ahead of what is heard; not stored.</summary>
public sealed record AgentPartial(string ItemId, string ResponseId, string Text) : CallEventData
{
    internal override string Type => "transcript.agent_partial";

    internal override bool Stored => false;

    public override CallEventData Redact(Redactor redactor) =>
        this with { Text = redactor.Text(Text) };
}
