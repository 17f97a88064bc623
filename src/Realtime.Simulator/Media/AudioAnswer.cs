using System.Net;
using System.Security.Cryptography;

namespace Realtime.Simulator.Media;

/// <summary>What is answered to an offer, as the live service answers: one codec, the offered key line, everything but audio refused.</summary>
public sealed class AudioAnswer
{
    private readonly AudioDescription _offer;
    private readonly SdesCrypto? _ownKey;

    private AudioAnswer(AudioDescription offer, RtpPath path, SdesCrypto? ownKey)
    {
        _offer = offer;
        Path = path;
        _ownKey = ownKey;
    }

    /// <summary>Where and how media goes.</summary>
    public RtpPath Path { get; }

    /// <summary>Reads an offer; null when it has no audio that can be answered: another codec, or SRTP with a key that cannot be used.</summary>
    /// <param name="sdp">The offer.</param>
    /// <param name="plainWorks">Whether plain RTP is sent and heard; the live service may answer it and stay silent.</param>
    public static AudioAnswer? TryMake(string sdp, bool plainWorks)
    {
        if (!AudioDescription.TryParse(sdp, out var offer) || offer.Codec is not { } codec)
        {
            return null;
        }

        // DTLS-SRTP is answered as plain RTP and never works: the live service makes no handshake on SIP.
        var isDtls = offer.HasFingerprint && offer.Cryptos.Count == 0;
        if (offer.IsSavp && offer.Cryptos.Count == 0 && !isDtls)
        {
            return null;
        }

        var theirs = offer.IsSavp && !isDtls ? offer.Cryptos[0] : null;
        var own = theirs is null ? null : SdesCrypto.Generate(theirs.Tag);
        var works = theirs is not null || (plainWorks && !isDtls);
        var path = new RtpPath(offer.Address!, codec)
        {
            DigitPayloadType = offer.DigitPayloadType,
            SendKey = own,
            ReceiveKey = theirs,
            Sends = works,
            Hears = works,
        };
        return new AudioAnswer(offer, path, own);
    }

    /// <summary>The body of the answer.</summary>
    public string Write(IPEndPoint local) => AudioSdp.Write(
        new AudioLine("OAI", local, [Path.Codec])
        {
            SessionId = RandomNumberGenerator.GetInt32(int.MaxValue),
            DigitPayloadType = Path.DigitPayloadType,
            Crypto = _ownKey,
            Protocol = _ownKey is not null ? _offer.Protocol : "RTP/AVP",
            RefusedBefore = _offer.OtherMedia.Before,
            RefusedAfter = _offer.OtherMedia.After,
        });
}
