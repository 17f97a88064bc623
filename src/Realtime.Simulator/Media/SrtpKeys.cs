using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Realtime.Simulator.Media;

/// <summary>The session keys of one direction, derived with AES in counter mode (RFC 3711, section 4.3).</summary>
internal sealed class SrtpKeys : IDisposable
{
    private const int BlockLength = 16;
    private const byte EncryptionLabel = 0x00;
    private const byte AuthenticationLabel = 0x01;
    private const byte SaltLabel = 0x02;

    private SrtpKeys(byte[] encryption, byte[] salt, byte[] authentication)
    {
        Encryption = encryption;
        Salt = salt;
        Authentication = authentication;
        Cipher = Aes.Create();
        Cipher.Key = encryption;
    }

    public byte[] Encryption { get; }

    public byte[] Salt { get; }

    public byte[] Authentication { get; }

    private Aes Cipher { get; }

    public static SrtpKeys Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
    {
        using var aes = Aes.Create();
        aes.Key = masterKey.ToArray();
        return new SrtpKeys(
            Derive(aes, masterSalt, EncryptionLabel, 16),
            Derive(aes, masterSalt, SaltLabel, 14),
            Derive(aes, masterSalt, AuthenticationLabel, 20));
    }

    /// <summary>XORs the key stream of a packet onto its payload; the same call encrypts and decrypts.</summary>
    public void Transform(Span<byte> payload, uint ssrc, ulong packetIndex)
    {
        // IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16): RFC 3711, section 4.1.1.
        Span<byte> iv = stackalloc byte[BlockLength];
        Salt.CopyTo(iv);
        Span<byte> mask = stackalloc byte[BlockLength];
        BinaryPrimitives.WriteUInt32BigEndian(mask[4..], ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(mask[8..], packetIndex << 16);
        Xor(iv, mask);
        XorKeyStream(Cipher, iv, payload);
    }

    public void Dispose() => Cipher.Dispose();

    /// <summary>AES in counter mode: the last 16 bits of the block count up from the given value.</summary>
    internal static void XorKeyStream(Aes aes, ReadOnlySpan<byte> iv, Span<byte> data)
    {
        Span<byte> counter = stackalloc byte[BlockLength];
        Span<byte> block = stackalloc byte[BlockLength];
        iv.CopyTo(counter);
        var first = BinaryPrimitives.ReadUInt16BigEndian(counter[14..]);
        for (var (offset, i) = (0, 0); offset < data.Length; offset += BlockLength, i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(counter[14..], (ushort)(first + i));
            aes.EncryptEcb(counter, block, PaddingMode.None);
            Xor(data[offset..Math.Min(offset + BlockLength, data.Length)], block);
        }
    }

    private static byte[] Derive(Aes aes, ReadOnlySpan<byte> masterSalt, byte label, int length)
    {
        Span<byte> iv = stackalloc byte[BlockLength];
        masterSalt.CopyTo(iv);
        iv[7] ^= label;
        var derived = new byte[length];
        XorKeyStream(aes, iv, derived);
        return derived;
    }

    private static void Xor(Span<byte> data, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= mask[i];
        }
    }
}
