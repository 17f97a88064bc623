namespace Realtime.Simulator.Media;

/// <summary>What passed through an <see cref="RtpSession"/>: bytes are whole UDP payloads.</summary>
public readonly record struct RtpCounters(
    long PacketsSent, long BytesSent, long PacketsReceived, long BytesReceived, long Lost, long Refused);
