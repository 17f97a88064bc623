using System.Buffers.Binary;

namespace Realtime.Simulator.Media;

/// <summary>The fixed header of an RTP packet and where its payload lies (RFC 3550, section 5.1).</summary>
public readonly record struct RtpPacket(
    bool Marker, byte PayloadType, ushort Sequence, uint Timestamp, uint Ssrc, int HeaderLength, int PayloadLength)
{
    /// <summary>Length of a header without contributing sources or extension.</summary>
    public const int FixedHeaderLength = 12;

    /// <summary>Reads the header; false for what is not RTP version 2 or ends too early.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpPacket rtp)
    {
        rtp = default;
        if (packet.Length < FixedHeaderLength || packet[0] >> 6 != 2)
        {
            return false;
        }

        var header = FixedHeaderLength + ((packet[0] & 0x0F) * 4);
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < header + 4)
            {
                return false;
            }

            header += 4 + (BinaryPrimitives.ReadUInt16BigEndian(packet[(header + 2)..]) * 4);
        }

        var padding = (packet[0] & 0x20) != 0 ? packet[^1] : 0;
        var payload = packet.Length - header - padding;
        if (payload < 0)
        {
            return false;
        }

        rtp = new RtpPacket(
            (packet[1] & 0x80) != 0,
            (byte)(packet[1] & 0x7F),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            header,
            payload);
        return true;
    }

    /// <summary>Writes a fixed header.</summary>
    public static void WriteHeader(Span<byte> packet, bool marker, byte payloadType, ushort sequence, uint timestamp, uint ssrc)
    {
        packet[0] = 0x80;
        packet[1] = (byte)((marker ? 0x80 : 0) | payloadType);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc);
    }
}
