using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transcript.caller</c>: A turn of the caller.</summary>
/// <param name="ItemId">The service's id of it.</param>
/// <param name="Text">The words.</param>
/// <param name="Language">ISO 639-1, as far as it was recognised.</param>
/// <param name="Seconds">Audio that was transcribed, where the service bills by time.</param>
/// <param name="Model">Model of the transcription.</param>
/// <param name="Tokens">What the transcription used, where the service bills by tokens.</param>
/// <param name="Cost">Of the transcription, by the prices of the day; null when it cannot be known.</param>
/// <param name="Currency">ISO 4217 code of <paramref name="Cost"/>.</param>
public sealed record CallerSaid(
    string ItemId, string Text, string? Language, double? Seconds = null, string? Model = null, TranscriptionTokens? Tokens = null, decimal? Cost = null,
    string? Currency = null) : CallEventData
{
    internal override string Type => "transcript.caller";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Text = redactor.Text(Text) };
}
