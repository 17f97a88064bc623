namespace Realtime.Simulator.Media;

/// <summary>Audio waiting to be sent, in order. Bounded: what would exceed <see cref="Capacity"/> is refused.</summary>
public sealed class PendingAudio : IAudioSource
{
    /// <summary>Ten minutes.</summary>
    public const int Capacity = 600 * AudioFrame.SampleRate;

    private readonly Lock _gate = new();
    private readonly Queue<short> _samples = new();

    /// <summary>True when everything was taken.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _samples.Count == 0;
            }
        }
    }

    /// <summary>Appends samples.</summary>
    /// <exception cref="InvalidOperationException">The queue is full.</exception>
    public void Add(ReadOnlySpan<short> samples)
    {
        lock (_gate)
        {
            if (_samples.Count + samples.Length > Capacity)
            {
                throw new InvalidOperationException("The audio queue is full.");
            }

            foreach (var sample in samples)
            {
                _samples.Enqueue(sample);
            }
        }
    }

    /// <summary>Throws away what was not taken yet.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _samples.Clear();
        }
    }

    public bool Read(Span<short> frame)
    {
        lock (_gate)
        {
            if (_samples.Count == 0)
            {
                return false;
            }

            for (var i = 0; i < frame.Length; i++)
            {
                frame[i] = _samples.TryDequeue(out var sample) ? sample : (short)0;
            }

            return true;
        }
    }
}
