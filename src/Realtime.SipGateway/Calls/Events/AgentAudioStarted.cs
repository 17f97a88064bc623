namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>agent.audio_started</c>: The caller begins to hear a response.</summary>
public sealed record AgentAudioStarted(string ResponseId, double? SinceCallerStoppedMs) : CallEventData
{
    internal override string Type => "agent.audio_started";
}
