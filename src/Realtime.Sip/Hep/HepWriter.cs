using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Realtime.Sip.Hep;

/// <summary>Writes HEP3 packets: a header with the whole length, then chunks of vendor, type, length and value, all in network order.</summary>
internal static class HepWriter
{
    /// <summary>The length field has 16 bits.</summary>
    public const int MaxPacket = ushort.MaxValue;

    private const int HeaderLength = 6;
    private const int ChunkHeaderLength = 6;
    private const byte Sip = 1;
    private const byte FamilyIPv4 = 2;
    private const byte FamilyIPv6 = 10;

    /// <summary>False, and nothing is written, when the packet would be too long.</summary>
    public static bool TryWrite(ArrayBufferWriter<byte> packet, in HepMessage message, HepOptions agent, string? correlation)
    {
        packet.ResetWrittenCount();
        "HEP3"u8.CopyTo(packet.GetSpan(HeaderLength));
        packet.Advance(HeaderLength);
        var isIPv6 = message.Source.AddressFamily == AddressFamily.InterNetworkV6;
        Byte(packet, HepChunk.AddressFamily, isIPv6 ? FamilyIPv6 : FamilyIPv4);
        Byte(packet, HepChunk.Protocol, (byte)(message.IsReliable ? ProtocolType.Tcp : ProtocolType.Udp));
        Address(packet, isIPv6 ? HepChunk.SourceIPv6 : HepChunk.SourceIPv4, message.Source.Address);
        Address(packet, isIPv6 ? HepChunk.DestinationIPv6 : HepChunk.DestinationIPv4, message.Destination.Address);
        Short(packet, HepChunk.SourcePort, (ushort)message.Source.Port);
        Short(packet, HepChunk.DestinationPort, (ushort)message.Destination.Port);
        Int(packet, HepChunk.Seconds, (uint)message.At.ToUnixTimeSeconds());
        Int(packet, HepChunk.Microseconds, (uint)(message.At.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        Byte(packet, HepChunk.PayloadType, Sip);
        Int(packet, HepChunk.AgentId, agent.AgentId);
        Text(packet, HepChunk.AuthKey, agent.AuthKey);
        Text(packet, HepChunk.AgentName, agent.AgentName);
        Text(packet, HepChunk.CorrelationId, correlation);
        if (packet.WrittenCount + ChunkHeaderLength + message.Payload.Length > MaxPacket)
        {
            packet.ResetWrittenCount();
            return false;
        }

        Bytes(packet, HepChunk.Payload, message.Payload.Span);
        var length = System.Runtime.InteropServices.MemoryMarshal.AsMemory(packet.WrittenMemory).Span[4..];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)packet.WrittenCount);
        return true;
    }

    private static void Address(ArrayBufferWriter<byte> packet, HepChunk type, IPAddress address) => Bytes(packet, type, address.GetAddressBytes());

    private static void Text(ArrayBufferWriter<byte> packet, HepChunk type, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Bytes(packet, type, Encoding.UTF8.GetBytes(text));
        }
    }

    private static void Byte(ArrayBufferWriter<byte> packet, HepChunk type, byte value) => Bytes(packet, type, [value]);

    private static void Short(ArrayBufferWriter<byte> packet, HepChunk type, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        Bytes(packet, type, bytes);
    }

    private static void Int(ArrayBufferWriter<byte> packet, HepChunk type, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Bytes(packet, type, bytes);
    }

    private static void Bytes(ArrayBufferWriter<byte> packet, HepChunk type, ReadOnlySpan<byte> value)
    {
        var chunk = packet.GetSpan(ChunkHeaderLength + value.Length);
        BinaryPrimitives.WriteUInt16BigEndian(chunk, 0);
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(chunk[4..], (ushort)(ChunkHeaderLength + value.Length));
        value.CopyTo(chunk[ChunkHeaderLength..]);
        packet.Advance(ChunkHeaderLength + value.Length);
    }
}
