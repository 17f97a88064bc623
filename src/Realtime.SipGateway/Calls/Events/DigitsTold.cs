using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>talk.digits_told</c>: Keys that the caller pressed were told to the model.</summary>
/// <param name="Keys">How many; which ones is in the events of the keys.</param>
/// <param name="EndedBy"><c>terminator</c>, <c>length</c> or <c>timeout</c>.</param>
public sealed record DigitsTold(int Keys, string EndedBy) : CallEventData
{
    internal override string Type => "talk.digits_told";

    public override CallEventData Redact(Redactor redactor) => this with { EndedBy = redactor.Text(EndedBy) };
}
