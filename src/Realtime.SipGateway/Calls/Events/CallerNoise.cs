namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>caller.noise</c>: Audio of the caller was transcribed and held no words: no turn, but billed.</summary>
/// <param name="ItemId">The service's id of it.</param>
/// <param name="Seconds">Audio that was transcribed, where the service bills by time.</param>
/// <param name="Model">Model of the transcription.</param>
/// <param name="Tokens">What it used, where the service bills by tokens.</param>
/// <param name="Cost">By the prices of the day; null when it cannot be known.</param>
/// <param name="Currency">ISO 4217 code of <paramref name="Cost"/>.</param>
public sealed record CallerNoise(
    string ItemId, double? Seconds = null, string? Model = null, TranscriptionTokens? Tokens = null, decimal? Cost = null, string? Currency = null) : CallEventData
{
    internal override string Type => "caller.noise";
}
