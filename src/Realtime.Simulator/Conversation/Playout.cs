using Realtime.Simulator.Media;

namespace Realtime.Simulator.Conversation;

/// <summary>
/// The service's output audio buffer: speech waiting to be played, response after response. Read by whoever plays, 20 ms at a time;
/// says when a response began and ended to be heard, in that order; it must not be called back from there.
/// </summary>
internal sealed class Playout(Action<string> started, Action<string> stopped) : IAudioSource
{
    private readonly Lock _gate = new();
    private readonly LinkedList<PlayoutResponse> _responses = new();

    /// <summary>Raised when there is something to play after there was nothing.</summary>
    public event Action? Filled;

    /// <summary>Raised when speech of <see cref="Add"/> is heard at once, and before anything is thrown away: starts and ends up to now are to be told first.</summary>
    public event Action? Changing;

    /// <summary>True when nothing plays and nothing waits.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _responses.Count == 0;
            }
        }
    }

    /// <summary>Adds speech of an item.</summary>
    /// <param name="responseId">Whose speech it is.</param>
    /// <param name="itemId">The item within it.</param>
    /// <param name="samples">The speech.</param>
    /// <param name="isAside">The response is no part of the conversation.</param>
    /// <returns>True when it is the first that is heard of its response: playout starts now.</returns>
    public bool Add(string responseId, string itemId, ReadOnlyMemory<short> samples, bool isAside = false)
    {
        bool isFirst;
        bool starts;
        lock (_gate)
        {
            isFirst = _responses.Count == 0;
            var response = Find(responseId) ?? _responses.AddLast(new PlayoutResponse(responseId, isAside)).Value;
            response.Pieces.Enqueue((itemId, samples));
            starts = _responses.First!.Value == response && !response.HasStarted;
            response.HasStarted |= starts;
            if (starts)
            {
                Changing?.Invoke();
            }
        }

        if (isFirst)
        {
            Filled?.Invoke();
        }

        return starts;
    }

    /// <summary>No more speech will come for a response.</summary>
    public void Complete(string responseId)
    {
        lock (_gate)
        {
            if (Find(responseId) is { } response)
            {
                response.IsComplete = true;
            }
        }
    }

    /// <summary>Stops at once and forgets what waits.</summary>
    /// <returns>What was playing, and how much of its last item was heard; null when nothing was.</returns>
    public PlayoutPosition? Clear()
    {
        lock (_gate)
        {
            Changing?.Invoke();
            var playing = _responses.First?.Value;
            _responses.Clear();
            return playing is { HasStarted: true } ? PositionOf(playing) : null;
        }
    }

    /// <summary>The caller speaks: the answers of the conversation are forgotten; what is said beside it goes on, or begins.</summary>
    /// <returns>The answer that was playing, and how much of its last item was heard; null when none was.</returns>
    public PlayoutPosition? Interrupt()
    {
        PlayoutResponse? playing;
        lock (_gate)
        {
            Changing?.Invoke();
            playing = _responses.First?.Value;
            foreach (var response in _responses.Where(static one => !one.IsAside).ToList())
            {
                _responses.Remove(response);
            }

            if (_responses.First?.Value is { HasStarted: false, Pieces.Count: > 0 } next)
            {
                next.HasStarted = true;
                started(next.Id);
            }
        }

        return playing is { HasStarted: true, IsAside: false } ? PositionOf(playing) : null;
    }

    public bool Read(Span<short> frame)
    {
        var read = 0;
        lock (_gate)
        {
            var response = _responses.First?.Value;
            read = response?.Read(frame) ?? 0;
            if (response is { IsComplete: true, Pieces.Count: 0 } && read == 0)
            {
                _responses.RemoveFirst();
                stopped(response.Id);
                if (_responses.First?.Value is { HasStarted: false, Pieces.Count: > 0 } next)
                {
                    next.HasStarted = true;
                    started(next.Id);
                }
            }
        }

        frame[read..].Clear();
        return read > 0;
    }

    private static PlayoutPosition PositionOf(PlayoutResponse response) =>
        new(response.Id, response.ItemId, (int)AudioFrame.DurationOf(response.ItemSamples).TotalMilliseconds) { IsAside = response.IsAside };

    private PlayoutResponse? Find(string id) => _responses.FirstOrDefault(response => response.Id == id);
}
