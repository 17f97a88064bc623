namespace Realtime.Simulator.Media;

/// <summary>
/// Voice activity by energy: speech starts when several frames in a row are loud, and stops after a silence of
/// <see cref="SilenceDuration"/>. It counts time in samples, never by a clock.
/// </summary>
public sealed class SpeechDetector
{
    /// <summary>60 ms of loud frames: a click or a packet of noise is not speech.</summary>
    private const int FramesToStart = 3;

    /// <summary>Root mean square of a frame above which it is loud: about -39 dB of full scale, above line noise, below quiet speech.</summary>
    private const double DefaultThreshold = 360;

    private long _samples;
    private int _loudRun;
    private long _lastLoudEnd;
    private long _speechSamples;

    /// <summary>Loudness (root mean square of 16-bit samples) that counts as speech.</summary>
    public double Threshold { get; set; } = DefaultThreshold;

    /// <summary>How long silence lasts until speech has stopped.</summary>
    public TimeSpan SilenceDuration { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>True between start and stop.</summary>
    public bool IsSpeaking { get; private set; }

    /// <summary>When the present or last speech began, counted from the first sample.</summary>
    public TimeSpan StartedAt { get; private set; }

    /// <summary>All audio seen.</summary>
    public TimeSpan Position => AudioFrame.DurationOf(_samples);

    /// <summary>All loud audio seen.</summary>
    public TimeSpan SpeechHeard => AudioFrame.DurationOf(_speechSamples);

    /// <summary>Takes the next samples in order.</summary>
    public SpeechTransition Feed(ReadOnlySpan<short> frame)
    {
        _samples += frame.Length;
        var loud = IsLoud(frame);
        _loudRun = loud ? _loudRun + 1 : 0;
        if (loud)
        {
            _speechSamples += frame.Length;
            _lastLoudEnd = _samples;
        }

        if (!IsSpeaking && _loudRun >= FramesToStart)
        {
            IsSpeaking = true;
            StartedAt = AudioFrame.DurationOf(_samples - (_loudRun * (long)frame.Length));
            return SpeechTransition.Started;
        }

        if (IsSpeaking && AudioFrame.DurationOf(_samples - _lastLoudEnd) >= SilenceDuration)
        {
            IsSpeaking = false;
            return SpeechTransition.Stopped;
        }

        return SpeechTransition.None;
    }

    private bool IsLoud(ReadOnlySpan<short> frame)
    {
        var sum = 0.0;
        foreach (var sample in frame)
        {
            sum += (double)sample * sample;
        }

        return frame.Length > 0 && Math.Sqrt(sum / frame.Length) >= Threshold;
    }
}
