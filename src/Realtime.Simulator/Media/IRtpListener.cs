namespace Realtime.Simulator.Media;

/// <summary>Who listens to an <see cref="RtpSession"/>. Called from its receive loop, in order; must not block.</summary>
public interface IRtpListener
{
    /// <summary>Decoded audio, lost packets left out.</summary>
    void OnAudio(ReadOnlySpan<short> samples);

    /// <summary>A key of the caller's phone: <c>0-9 * # A-D</c>.</summary>
    void OnDigit(char digit);
}
