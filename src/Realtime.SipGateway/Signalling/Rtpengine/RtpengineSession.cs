using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>The media of one attempt at one relay, from the caller's offer to its end.</summary>
internal sealed class RtpengineSession(RtpengineRelay relay, RtpengineNode node, string call)
{
    private const string CallerTag = "caller";
    private const string TargetTag = "target";

    private int _isDeleted;

    /// <summary>What the target is offered instead of the caller's session description.</summary>
    public SipBody Offer { get; private set; }

    public async Task<bool> OfferAsync(ReadOnlyMemory<byte> sdp)
    {
        var request = relay.Request(sdp, isOffer: true);
        request["from-tag"] = CallerTag;
        var answer = await relay.AskAsync(node, "offer", call, request);
        Offer = answer?.GetValueOrDefault("sdp") is string changed ? SipBody.Sdp(changed) : default;
        return !Offer.IsEmpty;
    }

    /// <summary>Puts the relay's answer for the caller in the place of the target's. False when there is none.</summary>
    public async ValueTask<bool> AnswerAsync(SipResponse response)
    {
        var request = relay.Request(response.Body, isOffer: false);
        (request["from-tag"], request["to-tag"]) = (CallerTag, TargetTag);
        var answer = await relay.AskAsync(node, "answer", call, request);
        if (answer?.GetValueOrDefault("sdp") is not string changed)
        {
            return false;
        }

        response.Body = SipBody.Sdp(changed).Bytes;
        response.Headers.Set(SipHeaderId.ContentType, SipMessage.SdpMediaType);
        return true;
    }

    /// <summary>The relay forgets the session; the first time only.</summary>
    public async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _isDeleted, 1) == 0)
        {
            await relay.AskAsync(node, "delete", call, new Dictionary<string, object>(StringComparer.Ordinal) { ["from-tag"] = CallerTag, ["delete-delay"] = 0L });
        }
    }
}
