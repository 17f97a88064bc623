using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transcript.caller_partial</c>: Words of the caller as they are recognised; not stored.</summary>
public sealed record CallerPartial(string ItemId, string Text) : CallEventData
{
    internal override string Type => "transcript.caller_partial";

    internal override bool Stored => false;

    public override CallEventData Redact(Redactor redactor) =>
        this with { Text = redactor.Text(Text) };
}
