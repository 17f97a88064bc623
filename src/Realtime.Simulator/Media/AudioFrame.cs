namespace Realtime.Simulator.Media;

/// <summary>The unit of telephone audio here: 20 ms at 8 kHz.</summary>
public static class AudioFrame
{
    /// <summary>G.711 runs at 8,000 samples a second.</summary>
    public const int SampleRate = 8000;

    /// <summary>One packet carries 20 ms, the usual packet time of a trunk and of the live service.</summary>
    public const int Samples = 160;

    /// <summary>How often a packet is sent.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(20);

    /// <summary>How long so many samples play.</summary>
    public static TimeSpan DurationOf(long samples) => TimeSpan.FromMilliseconds(samples * 1000.0 / SampleRate);

    /// <summary>How many samples play for so long.</summary>
    public static int SamplesOf(TimeSpan duration) => (int)(duration.TotalMilliseconds * SampleRate / 1000);
}
