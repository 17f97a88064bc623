using Realtime.Sip.Messages;

namespace Realtime.Sip.B2bua;

/// <summary>
/// What becomes of a request inside a dialog, by its method, its body, what the other leg allows, and the target's profile. Pure;
/// whether the call is in a state for it is the machine's matter.
/// </summary>
internal static class B2buaRequests
{
    /// <param name="request">The request.</param>
    /// <param name="lastBody">The last session description that this side sent.</param>
    /// <param name="allowed">What the other side allows.</param>
    /// <param name="changedOffers">What the target's profile says of offers inside a call.</param>
    public static B2buaVerdict Judge(SipRequest request, ReadOnlySpan<byte> lastBody, B2buaAllowed allowed, B2buaOfferPolicy changedOffers)
    {
        var method = request.Method;
        if (method == SipMethod.Bye)
        {
            return B2buaVerdict.Bye;
        }

        if (method == SipMethod.Invite)
        {
            return JudgeInvite(request, lastBody, changedOffers);
        }

        if (method == SipMethod.Update)
        {
            return JudgeUpdate(request, lastBody, allowed, changedOffers);
        }

        if (method == SipMethod.Info)
        {
            return allowed.HasFlag(B2buaAllowed.Info) ? B2buaVerdict.Info : B2buaVerdict.NotAllowed;
        }

        return method == SipMethod.Refer ? B2buaVerdict.Refer
            : method == SipMethod.Options ? B2buaVerdict.Ok
            : B2buaVerdict.NotAllowed;
    }

    /// <summary>An INVITE without offer asks for ours: we have no media, so it is passed on, or the last body is offered again.</summary>
    private static B2buaVerdict JudgeInvite(SipRequest request, ReadOnlySpan<byte> lastBody, B2buaOfferPolicy changedOffers) =>
        (request.Body.IsEmpty, changedOffers) switch
        {
            (true, B2buaOfferPolicy.Relay) => B2buaVerdict.ReInvite,
            (true, _) => B2buaVerdict.Refresh,
            _ when SameOffer.Is(lastBody, request.Body.Span) => B2buaVerdict.Refresh,
            (_, not B2buaOfferPolicy.Relay) when HoldOffer.Is(lastBody, request.Body.Span) => B2buaVerdict.Refresh,
            (_, B2buaOfferPolicy.Relay) => B2buaVerdict.ReInvite,
            _ => B2buaVerdict.NotAcceptable,
        };

    private static B2buaVerdict JudgeUpdate(SipRequest request, ReadOnlySpan<byte> lastBody, B2buaAllowed allowed, B2buaOfferPolicy changedOffers)
    {
        if (request.Body.IsEmpty)
        {
            return B2buaVerdict.Ok;
        }

        if (SameOffer.Is(lastBody, request.Body.Span))
        {
            return B2buaVerdict.OkWithLastBody;
        }

        return changedOffers == B2buaOfferPolicy.Relay && allowed.HasFlag(B2buaAllowed.Update)
            ? B2buaVerdict.Update
            : B2buaVerdict.NotAcceptable;
    }
}
