using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>handler.turn_opened</c>: The caller has said something, and a program is to answer; not stored, the transcript has the words.</summary>
/// <param name="Turn">Counts from 1 in each call.</param>
/// <param name="ItemId">The service's id of what was said.</param>
/// <param name="Text">The words.</param>
/// <param name="Language">ISO 639-1, as far as it was recognised.</param>
/// <param name="TimeoutMs">How long the program may take.</param>
public sealed record HandlerTurnOpened(int Turn, string ItemId, string Text, string? Language, int TimeoutMs) : CallEventData
{
    internal override string Type => "handler.turn_opened";

    internal override bool Stored => false;

    public override CallEventData Redact(Redactor redactor) =>
        this with { Text = redactor.Text(Text) };
}
