using System.Net;

namespace Realtime.Sip.Hep;

/// <summary>One message as it was seen.</summary>
/// <param name="At">When.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Destination">Where it went.</param>
/// <param name="IsReliable">TCP or TLS, else UDP.</param>
/// <param name="Payload">The message.</param>
internal readonly record struct HepMessage(DateTimeOffset At, IPEndPoint Source, IPEndPoint Destination, bool IsReliable, ReadOnlyMemory<byte> Payload);
