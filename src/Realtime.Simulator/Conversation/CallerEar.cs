using Realtime.Simulator.Media;

namespace Realtime.Simulator.Conversation;

/// <summary>Hears the caller's audio and tells the session when speech begins and ends. A line that falls silent by sending nothing is silent too.</summary>
internal sealed class CallerEar : IRtpListener, IDisposable
{
    /// <summary>How often a line is looked at that sends nothing.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly ModelSession _session;
    private readonly TimeProvider _time;
    private readonly SpeechDetector _detector = new();
    private readonly short[] _frame = new short[AudioFrame.Samples];
    private readonly ITimer _timer;
    private int _filled;
    private long _lastHeard;

    public CallerEar(ModelSession session, TimeProvider time)
    {
        _session = session;
        _time = time;
        _lastHeard = time.GetTimestamp();
        _detector.SilenceDuration = session.Settings.SilenceDuration;
        session.SettingsChanged += settings => ChangeSilence(settings.SilenceDuration);
        _timer = time.CreateTimer(_ => FillSilence(), null, Look, Look);
    }

    /// <summary>How much speech was heard.</summary>
    public TimeSpan SpeechHeard
    {
        get
        {
            lock (_gate)
            {
                return _detector.SpeechHeard;
            }
        }
    }

    public void OnAudio(ReadOnlySpan<short> samples)
    {
        lock (_gate)
        {
            _lastHeard = _time.GetTimestamp();
            Feed(samples);
        }
    }

    public void OnDigit(char digit) => _session.Digit(digit);

    public void Dispose() => _timer.Dispose();

    private void ChangeSilence(TimeSpan duration)
    {
        lock (_gate)
        {
            _detector.SilenceDuration = duration;
        }
    }

    private void FillSilence()
    {
        lock (_gate)
        {
            if (_detector.IsSpeaking && _time.GetElapsedTime(_lastHeard) >= Look * 2)
            {
                Feed(new short[AudioFrame.SamplesOf(Look)]);
            }
        }
    }

    private void Feed(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, _frame.Length - _filled);
            samples[..count].CopyTo(_frame.AsSpan(_filled));
            samples = samples[count..];
            _filled += count;
            if (_filled == _frame.Length)
            {
                _filled = 0;
                Tell(_detector.Feed(_frame));
            }
        }
    }

    private void Tell(SpeechTransition transition)
    {
        if (transition == SpeechTransition.Started)
        {
            _session.SpeechStarted(_detector.StartedAt);
        }
        else if (transition == SpeechTransition.Stopped)
        {
            _session.SpeechStopped(_detector.Position);
        }
    }
}
