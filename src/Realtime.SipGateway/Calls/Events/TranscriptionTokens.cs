namespace Realtime.SipGateway.Calls.Events;

/// <summary>What a transcription used, by kind, where the service bills it by tokens.</summary>
public sealed record TranscriptionTokens(int InputText, int InputAudio, int OutputText);
