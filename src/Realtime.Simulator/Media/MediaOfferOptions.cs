namespace Realtime.Simulator.Media;

/// <summary>What a caller offers.</summary>
public sealed record MediaOfferOptions
{
    /// <summary>SRTP by default: the only media that is sure to be heard at the live service.</summary>
    public MediaSecurity Security { get; init; } = MediaSecurity.Srtp;

    /// <summary>Codecs in the order of preference.</summary>
    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcmu, AudioCodec.Pcma];

    /// <summary>Whether telephone-events are offered.</summary>
    public bool Digits { get; init; } = true;
}
