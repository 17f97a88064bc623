using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Sdp;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// The read-only look at a caller's offer (<c>DESIGN.md</c> §6.1, §6.2, §6.10): is it media that the AI side will hear, do its keys travel safely,
/// and does it point at addresses this trunk may use. Nothing is changed.
/// </summary>
internal static class OfferCheck
{
    /// <summary>RFC 3261 §20.43: media type not available.</summary>
    private const int MediaType = 304;

    /// <summary>Incompatible media format.</summary>
    private const int MediaFormat = 305;

    /// <summary>Miscellaneous warning.</summary>
    private const int Other = 399;

    /// <summary>What OpenAI answers (<c>PCMU</c>, <c>PCMA</c> verified; Opus per carrier guides).</summary>
    private static readonly string[] Codecs = ["PCMU", "PCMA", "opus"];

    /// <param name="trunk">Whose caller it is.</param>
    /// <param name="transport">How the offer came.</param>
    /// <param name="message">The request with the offer.</param>
    /// <param name="mayHold">The call is up, and may be put on hold: an address of zeros is none to send to (RFC 3264 §8.4). A call does not begin so.</param>
    public static OfferVerdict Check(Trunk trunk, SipTransportKind transport, SipMessage message, bool mayHold = false)
    {
        if (!message.TryGetBody(SipMessage.SdpMediaType, out var body) || body.IsEmpty)
        {
            return new OfferVerdict("none", Other, "an INVITE without an offer cannot be answered: the media is not ours");
        }

        if (!SessionDescription.TryParse(body, out var offer))
        {
            return new OfferVerdict("none", Other, "the session description cannot be read");
        }

        return offer.Audio is { } audio
            ? Refuse(trunk, transport, offer, audio, mayHold) ?? new OfferVerdict(SecurityOf(audio))
            : new OfferVerdict("none", MediaType, "exactly one audio line is needed");
    }

    private static OfferVerdict? Refuse(Trunk trunk, SipTransportKind transport, SessionDescription offer, SdpMedia audio, bool mayHold)
    {
        var security = SecurityOf(audio);
        if (!Codecs.Any(audio.HasCodec))
        {
            return new OfferVerdict(security, MediaFormat, "one of PCMU, PCMA and Opus is needed");
        }

        if (trunk.RequiresSrtp && security != "srtp")
        {
            return new OfferVerdict(security, MediaFormat, $"this trunk needs RTP/SAVP with {SessionDescription.UsualSuite} (SDES-SRTP)");
        }

        if (audio.Crypto.Count > 0 && transport != SipTransportKind.Tls && !trunk.Options.AllowKeysInClear)
        {
            return new OfferVerdict(security, Other, "SRTP keys over unencrypted signalling are not allowed on this trunk");
        }

        var stray = offer.Addresses.FirstOrDefault(address => !IsAllowed(trunk, address, mayHold));
        return stray is null ? null : new OfferVerdict(security, Other, "a media address is not one that this trunk may use");
    }

    /// <summary>What an answer settled on; null when it cannot be read.</summary>
    public static string? SecurityOf(SipMessage message) =>
        message.TryGetBody(SipMessage.SdpMediaType, out var body) && SessionDescription.TryParse(body, out var answer) && answer.Audio is { } audio
            ? SecurityOf(audio)
            : null;

    private static string SecurityOf(SdpMedia audio) =>
        audio.IsSecureProfile && audio.HasSuite(SessionDescription.UsualSuite) ? "srtp"
        : audio.HasFingerprint || audio.IsSecureProfile ? "dtls"
        : "rtp";

    /// <summary>Host names are refused: what they resolve to at the vendor is not what was checked here.</summary>
    private static bool IsAllowed(Trunk trunk, string text, bool mayHold) =>
        IPAddress.TryParse(text, out var address)
        && ((mayHold && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))) || (trunk.MediaNetworks.Count > 0
            ? trunk.MediaNetworks.Any(network => network.Contains(Networks.Plain(address)))
            : Networks.IsPublic(address)));
}
