namespace Realtime.Simulator.Media;

/// <summary>What a frame changed for a <see cref="SpeechDetector"/>.</summary>
public enum SpeechTransition
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Somebody began to speak.</summary>
    Started,

    /// <summary>The silence after speech has lasted long enough.</summary>
    Stopped,
}
