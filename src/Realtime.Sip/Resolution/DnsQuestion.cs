using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.Sip.Resolution;

/// <summary>Writes questions (RFC 1035 §4.1).</summary>
internal static class DnsQuestion
{
    /// <summary>What one datagram holds on any path (the value of the 2020 flag day).</summary>
    public const int UdpPayload = 1232;

    public const int HeaderLength = 12;
    private const int MaxName = 255;
    private const int MaxLabel = 63;
    private const ushort RecursionDesired = 0x0100;
    private const ushort Internet = 1;

    /// <summary>False when the name cannot be asked for: empty or overlong labels, or more than 255 bytes.</summary>
    /// <param name="id">Tells this question's answer from others.</param>
    /// <param name="name">Without a dot at its end.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="extended">Announces that answers above 512 bytes can be taken (RFC 6891).</param>
    /// <param name="message">The question.</param>
    public static bool TryWrite(ushort id, string name, DnsType type, bool extended, [NotNullWhen(true)] out byte[]? message)
    {
        message = null;
        if (name.Length is 0 or > MaxName - 2 || !Ascii.IsValid(name))
        {
            return false;
        }

        var buffer = new byte[HeaderLength + name.Length + 2 + 4 + (extended ? 11 : 0)];
        BinaryPrimitives.WriteUInt16BigEndian(buffer, id);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(10), (ushort)(extended ? 1 : 0));
        var at = HeaderLength;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel)
            {
                return false;
            }

            buffer[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, buffer.AsSpan(at));
        }

        at++;
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at + 2), Internet);
        if (extended)
        {
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at + 5), (ushort)DnsType.Options);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at + 7), UdpPayload);
        }

        message = buffer;
        return true;
    }
}
