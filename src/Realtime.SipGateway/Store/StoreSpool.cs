using System.Buffers;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Where events wait on disk while the database does not take them: one file, appended in order, a line of JSON with a checksum per write,
/// bounded. It is replayed in order when the database works again, in this process or the next; rows that are there already are left as they
/// are, so each event is written once. Used by the writer's loop alone.
/// </summary>
internal sealed class StoreSpool : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private const byte NewLine = (byte)'\n';

    private readonly long _maxBytes;
    private readonly bool _flushToDisk;
    private bool _isOpen;
    private FileStream? _file;
    private long _read;
    private long _readTo;
    private int _lastRead;

    public StoreSpool(IOptions<StoreOptions> options, IHostEnvironment environment)
    {
        var settings = options.Value;
        var beside = Path.GetDirectoryName(Path.GetFullPath(settings.Path, environment.ContentRootPath))!;
        FullPath = settings.SpoolPath is { } path ? Path.GetFullPath(path, environment.ContentRootPath) : Path.Combine(beside, StoreOptions.SpoolName);
        _maxBytes = settings.SpoolMegabytes * 1024L * 1024L;
        _flushToDisk = settings.Durability == StoreDurability.Power;
    }

    public string FullPath { get; }

    /// <summary>Writes that wait.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => _file is null || _read >= _file.Length;

    /// <summary>Looks for what a dead process left behind. Not opened, it takes nothing: a command must not touch the gateway's.</summary>
    public void Open()
    {
        _isOpen = true;
        if (!File.Exists(FullPath))
        {
            return;
        }

        _file = OpenFile();
        Count = CountLines(_file);
        if (IsEmpty)
        {
            Remove();
        }
    }

    /// <summary>Appends as many as there is room for, in order; returns how many.</summary>
    public int Write(IReadOnlyList<StoreWrite> writes)
    {
        if (writes.Count == 0 || _maxBytes == 0 || !_isOpen)
        {
            return 0;
        }

        if (_file is null)
        {
            StoreFolder.Create(FullPath);
            _file = OpenFile();
            _file.SetLength(0);
        }

        var end = _file.Length;
        using var buffer = new MemoryStream();
        var taken = 0;
        foreach (var write in writes)
        {
            var before = buffer.Length;
            SpoolLine.Write(buffer, write);
            if (end + buffer.Length > _maxBytes)
            {
                buffer.SetLength(before);
                break;
            }

            taken++;
        }

        try
        {
            _file.Position = end;
            _file.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            _file.Flush(_flushToDisk);
        }
        catch (IOException)
        {
            // No half line may stay where the next one begins.
            _file.SetLength(end);
            throw;
        }

        Count += taken;
        return taken;
    }

    /// <summary>The oldest writes; they wait until <see cref="Advance"/>.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="damaged">Lines that were not as they had been written, left out.</param>
    public List<StoreWrite> Read(int count, out int damaged)
    {
        damaged = 0;
        _lastRead = 0;
        _readTo = _read;
        var writes = new List<StoreWrite>();
        if (_file is null)
        {
            return writes;
        }

        _file.Position = _read;
        using var lines = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (_lastRead < count && _file.Read(chunk, 0, BufferSize) is > 0 and var length)
            {
                var rest = chunk.AsSpan(0, length);
                while (_lastRead < count && rest.IndexOf(NewLine) is >= 0 and var end)
                {
                    lines.Write(rest[..end]);
                    rest = rest[(end + 1)..];
                    Take(lines, writes, ref damaged);
                }

                lines.Write(rest);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        if (writes.Count == 0 && _lastRead < count && _readTo < _file.Length)
        {
            // The process died within its last line.
            damaged++;
            _readTo = _file.Length;
        }

        return writes;
    }

    /// <summary>What was read last is in the database; the file goes when nothing is left.</summary>
    public void Advance()
    {
        _read = _readTo;
        Count = Math.Max(0, Count - _lastRead);
        if (IsEmpty)
        {
            Remove();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Take(MemoryStream line, List<StoreWrite> writes, ref int damaged)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        _readTo += bytes.Length + 1;
        _lastRead++;
        if (SpoolLine.Read(bytes) is { } write)
        {
            writes.Add(write);
        }
        else
        {
            damaged++;
        }

        line.SetLength(0);
    }

    private FileStream OpenFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(FullPath, options);
    }

    private static int CountLines(FileStream file)
    {
        var count = 0;
        var chunk = new byte[BufferSize];
        file.Position = 0;
        while (file.Read(chunk) is > 0 and var length)
        {
            count += chunk.AsSpan(0, length).Count(NewLine);
        }

        return count;
    }

    private void Remove()
    {
        _file?.SetLength(0);
        Dispose();
        File.Delete(FullPath);
        (_read, _readTo, Count) = (0, 0, 0);
    }
}
