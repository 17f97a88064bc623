using System.Net;

namespace Realtime.Simulator.Media;

/// <summary>What an SDP body of ours says.</summary>
public sealed record AudioLine(string SessionName, IPEndPoint Address, IReadOnlyList<AudioCodec> Codecs)
{
    /// <summary>The number in <c>o=</c>.</summary>
    public long SessionId { get; init; } = 1;

    /// <summary>Payload type of telephone-event; null leaves it out.</summary>
    public byte? DigitPayloadType { get; init; }

    /// <summary>Our key; null for plain RTP.</summary>
    public SdesCrypto? Crypto { get; init; }

    /// <summary>The transport as written; null goes by the key.</summary>
    public string? Protocol { get; init; }

    /// <summary>Media lines of the offer that come before the audio line, to be refused.</summary>
    public IReadOnlyList<string> RefusedBefore { get; init; } = [];

    /// <summary>Media lines of the offer that come after the audio line, to be refused.</summary>
    public IReadOnlyList<string> RefusedAfter { get; init; } = [];
}
