using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transcript.caller</c>: A turn of the caller.</summary>
public sealed record CallerSaid(string ItemId, string Text, string? Language) : CallEventData
{
    internal override string Type => "transcript.caller";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Text = redactor.Text(Text) };
}
