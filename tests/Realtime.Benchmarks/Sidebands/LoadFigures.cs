using System.Text.Json;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>What one run has shown so far.</summary>
internal sealed class LoadFigures
{
    private readonly Lock _gate = new();
    private readonly List<double> _tools = [];
    private readonly List<double> _cancels = [];
    private long _sent;
    private long _bytes;
    private long _received;
    private long _late;
    private long _toolCalls;
    private long _forbidden;

    public void Sent(int bytes)
    {
        _sent++;
        _bytes += bytes;
    }

    /// <summary>An event could not leave at its time.</summary>
    public void Late() => _late++;

    public void Received() => Interlocked.Increment(ref _received);

    public void ToolCalled() => _toolCalls++;

    public void Forbidden() => _forbidden++;

    public void ToolAnswered(TimeSpan after) => Add(_tools, after);

    public void Cancelled(TimeSpan after) => Add(_cancels, after);

    public void Clear()
    {
        lock (_gate)
        {
            (_sent, _bytes, _late, _toolCalls, _forbidden) = (0, 0, 0, 0, 0);
            Interlocked.Exchange(ref _received, 0);
            _tools.Clear();
            _cancels.Clear();
        }
    }

    /// <summary>As one line of JSON; the times in milliseconds, each single one for whoever puts runs together.</summary>
    public string ToJson()
    {
        lock (_gate)
        {
            return JsonSerializer.Serialize(new
            {
                sent = _sent,
                bytes = _bytes,
                received = Interlocked.Read(ref _received),
                late = _late,
                tool_calls = _toolCalls,
                forbidden = _forbidden,
                tool_ms = _tools,
                cancel_ms = _cancels,
            });
        }
    }

    private void Add(List<double> times, TimeSpan after)
    {
        lock (_gate)
        {
            times.Add(Math.Round(after.TotalMilliseconds, 3));
        }
    }
}
