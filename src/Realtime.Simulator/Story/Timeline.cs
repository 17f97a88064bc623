using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Realtime.Simulator.Story;

/// <summary>What happened, for people who watch. A watcher that is too slow misses entries; nobody waits for it.</summary>
internal sealed class Timeline(TimeProvider time)
{
    /// <summary>A whole call is a few hundred entries; a watcher that comes late still sees its beginning.</summary>
    private const int Remembered = 2000;

    private const int WatcherBacklog = 5000;
    private const int MaximumWatchers = 32;

    private readonly Lock _gate = new();
    private readonly Queue<TimelineEntry> _entries = new();
    private readonly List<Channel<TimelineEntry>> _watchers = [];
    private long _number;

    /// <summary>What is remembered, oldest first.</summary>
    public IReadOnlyList<TimelineEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public void Add(string callId, string source, string what, string? detail = null)
    {
        lock (_gate)
        {
            var entry = new TimelineEntry(++_number, time.GetUtcNow(), callId, source, what, detail);
            _entries.Enqueue(entry);
            if (_entries.Count > Remembered)
            {
                _entries.Dequeue();
            }

            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(entry);
            }
        }
    }

    /// <summary>What is remembered, then what happens; nothing at all when too many watch.</summary>
    public async IAsyncEnumerable<TimelineEntry> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<TimelineEntry>(
            new BoundedChannelOptions(WatcherBacklog) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        lock (_gate)
        {
            if (_watchers.Count >= MaximumWatchers)
            {
                yield break;
            }

            foreach (var entry in _entries)
            {
                channel.Writer.TryWrite(entry);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var entry in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return entry;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
            }
        }
    }
}
