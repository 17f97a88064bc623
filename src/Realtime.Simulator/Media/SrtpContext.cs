using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Realtime.Simulator.Media;

/// <summary>
/// One direction of SRTP with AES_CM_128_HMAC_SHA1_80 (RFC 3711): either protects what is sent or unprotects what comes.
/// It follows one source; an authentic packet of another one starts it anew. Not thread-safe.
/// </summary>
public sealed class SrtpContext : IDisposable
{
    /// <summary>Bytes that protection adds to a packet.</summary>
    public const int TagLength = 10;

    private readonly SrtpKeys _keys;
    private SrtpReplayWindow _window;
    private uint _ssrc;
    private bool _hasSource;
    private uint _rollover;
    private ushort _lastSent;

    public SrtpContext(SdesCrypto crypto)
    {
        ArgumentNullException.ThrowIfNull(crypto);
        _keys = SrtpKeys.Derive(crypto.MasterKey, crypto.MasterSalt);
    }

    /// <summary>Encrypts the payload in place and appends the tag; the buffer must have room for <see cref="TagLength"/> more bytes.</summary>
    /// <returns>The new length.</returns>
    public int Protect(Span<byte> buffer, int length)
    {
        if (!RtpPacket.TryRead(buffer[..length], out var rtp))
        {
            throw new ArgumentException("Not an RTP packet.", nameof(buffer));
        }

        if (_hasSource && rtp.Sequence < _lastSent && _lastSent - rtp.Sequence > 0x8000)
        {
            _rollover++;
        }

        _hasSource = true;
        _lastSent = rtp.Sequence;
        _keys.Transform(buffer[rtp.HeaderLength..length], rtp.Ssrc, ((ulong)_rollover << 16) | rtp.Sequence);
        Span<byte> tag = stackalloc byte[TagLength];
        ComputeTag(buffer, length, _rollover, tag);
        tag.CopyTo(buffer[length..]);
        return length + TagLength;
    }

    /// <summary>Checks the tag, refuses a replay, and decrypts in place.</summary>
    public bool TryUnprotect(Span<byte> packet, out int length)
    {
        length = packet.Length - TagLength;
        if (length < RtpPacket.FixedHeaderLength || !RtpPacket.TryRead(packet[..length], out var rtp))
        {
            return false;
        }

        var window = _hasSource && rtp.Ssrc == _ssrc ? _window : default;
        var index = window.IndexOf(rtp.Sequence);
        if (window.IsReplay(index))
        {
            return false;
        }

        Span<byte> received = stackalloc byte[TagLength];
        Span<byte> expected = stackalloc byte[TagLength];
        packet[length..].CopyTo(received);
        ComputeTag(packet, length, (uint)(index >> 16), expected);
        if (!CryptographicOperations.FixedTimeEquals(received, expected))
        {
            return false;
        }

        window.Mark(index);
        (_window, _ssrc, _hasSource) = (window, rtp.Ssrc, true);
        _keys.Transform(packet[rtp.HeaderLength..length], rtp.Ssrc, index);
        return true;
    }

    public void Dispose() => _keys.Dispose();

    /// <summary>HMAC over the packet followed by the rollover counter, which is written where the tag goes or was.</summary>
    private void ComputeTag(Span<byte> buffer, int length, uint rollover, Span<byte> tag)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], rollover);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The suite is fixed by RFC 3711; HMAC-SHA1 is not broken as a message authentication code.
        HMACSHA1.HashData(_keys.Authentication, buffer[..(length + 4)], hash);
#pragma warning restore CA5350
        hash[..TagLength].CopyTo(tag);
    }
}
