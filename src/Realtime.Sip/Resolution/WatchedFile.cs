namespace Realtime.Sip.Resolution;

/// <summary>What a small system file says; looked at again now and then, read again when it changed. A missing file says nothing.</summary>
internal sealed class WatchedFile<T>(string path, TimeProvider time, Func<IEnumerable<string>, T> read)
{
    /// <summary>A changed file is noticed after this long.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(5);

    /// <summary>Lines read at most: block lists in hosts have a few thousand.</summary>
    private const int MaxLines = 100_000;

    private readonly Lock _gate = new();
    private T _content = read([]);
    private DateTime _writtenAt;
    private long? _lookedAt;

    public T Content
    {
        get
        {
            lock (_gate)
            {
                if (_lookedAt is not { } last || time.GetElapsedTime(last) >= LookPause)
                {
                    _lookedAt = time.GetTimestamp();
                    Look();
                }

                return _content;
            }
        }
    }

    private void Look()
    {
        try
        {
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (writtenAt != _writtenAt)
            {
                _writtenAt = writtenAt;
                _content = read(File.Exists(path) ? File.ReadLines(path).Take(MaxLines) : []);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // What it said before stays true.
        }
    }
}
