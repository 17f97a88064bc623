namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>caller.speech_stopped</c>: The caller stopped speaking.</summary>
public sealed record CallerSpeechStopped(string ItemId, int? AudioEndMs) : CallEventData
{
    internal override string Type => "caller.speech_stopped";
}
