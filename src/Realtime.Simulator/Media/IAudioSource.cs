namespace Realtime.Simulator.Media;

/// <summary>Where an <see cref="RtpSession"/> takes what it sends.</summary>
public interface IAudioSource
{
    /// <summary>Fills one frame; called every 20 ms. False means there is nothing to say and silence is sent.</summary>
    bool Read(Span<short> frame);
}
