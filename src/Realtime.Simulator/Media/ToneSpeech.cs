namespace Realtime.Simulator.Media;

/// <summary>A signal shaped like speech, for sentences that have no recording: harmonics of a voice, opened and closed per syllable.</summary>
public static class ToneSpeech
{
    /// <summary>English is spoken at about 15 letters a second.</summary>
    public static readonly TimeSpan TimePerCharacter = TimeSpan.FromMilliseconds(65);

    private const double Pitch = 125;
    private const double SyllablesPerSecond = 4;
    private const double Amplitude = 6500;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a text takes to say.</summary>
    public static TimeSpan DurationOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var duration = text.Length * TimePerCharacter;
        return duration < Shortest ? Shortest : duration;
    }

    /// <summary>Samples that last as long as the text.</summary>
    public static short[] Render(string text)
    {
        var samples = new short[AudioFrame.SamplesOf(DurationOf(text))];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = (double)i / AudioFrame.SampleRate;
            var syllable = 0.55 + (0.45 * Math.Sin(2 * Math.PI * SyllablesPerSecond * t));
            var pitch = Pitch * (1 + (0.08 * Math.Sin(2 * Math.PI * 0.7 * t)));
            var voice = Math.Sin(2 * Math.PI * pitch * t) + (0.6 * Math.Sin(2 * Math.PI * 2 * pitch * t))
                + (0.4 * Math.Sin(2 * Math.PI * 5 * pitch * t));
            samples[i] = (short)(Amplitude * syllable * voice / 2);
        }

        return samples;
    }
}
