using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.text_added</c>: Somebody put a text into the conversation.</summary>
/// <param name="By">Who.</param>
/// <param name="Role">In whose name: <c>user</c> or <c>system</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Respond">The agent was to answer it.</param>
public sealed record ControlTextAdded(string By, string Role, string Text, bool Respond) : CallEventData
{
    internal override string Type => "control.text_added";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By), Role = redactor.Text(Role), Text = redactor.Text(Text) };
}
