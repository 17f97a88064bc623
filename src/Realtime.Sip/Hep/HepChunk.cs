namespace Realtime.Sip.Hep;

/// <summary>Types of chunks of the general vendor (HEP3 specification, "HEP3 Chunk types").</summary>
internal enum HepChunk : ushort
{
    AddressFamily = 0x0001,
    Protocol = 0x0002,
    SourceIPv4 = 0x0003,
    DestinationIPv4 = 0x0004,
    SourceIPv6 = 0x0005,
    DestinationIPv6 = 0x0006,
    SourcePort = 0x0007,
    DestinationPort = 0x0008,
    Seconds = 0x0009,
    Microseconds = 0x000A,
    PayloadType = 0x000B,
    AgentId = 0x000C,
    AuthKey = 0x000E,
    Payload = 0x000F,
    CorrelationId = 0x0011,
    AgentName = 0x0013,
}
