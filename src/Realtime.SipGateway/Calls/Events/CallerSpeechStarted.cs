namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>caller.speech_started</c>: The caller began to speak.</summary>
public sealed record CallerSpeechStarted(string ItemId, int? AudioStartMs) : CallEventData
{
    internal override string Type => "caller.speech_started";
}
