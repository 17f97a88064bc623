using System.Buffers;

namespace Realtime.SipGateway.Sideband;

/// <summary>What comes out of a sideband: a message, nothing to speak of, or the end of the connection.</summary>
internal readonly struct SidebandMessage : IDisposable
{
    private readonly byte[]? _buffer;

    private SidebandMessage(byte[]? buffer, ReadOnlyMemory<byte> json, bool isEnd, int? closeCode, string? reason)
    {
        _buffer = buffer;
        Json = json;
        IsEnd = isEnd;
        CloseCode = closeCode;
        Reason = reason;
    }

    /// <summary>Empty for anything but a message.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public bool IsEnd { get; }

    /// <summary>The peer's close code; null when there was none (1006).</summary>
    public int? CloseCode { get; }

    public string? Reason { get; }

    /// <param name="json">Somebody else's memory, valid until their next message.</param>
    public static SidebandMessage Of(ReadOnlyMemory<byte> json) => new(null, json, isEnd: false, null, null);

    /// <param name="buffer">Of the shared pool; given back when the message is done with.</param>
    /// <param name="length">Of the message in it.</param>
    public static SidebandMessage Of(byte[] buffer, int length) => new(buffer, buffer.AsMemory(0, length), isEnd: false, null, null);

    public static SidebandMessage End(int? closeCode, string? reason) => new(null, default, isEnd: true, closeCode, reason);

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
