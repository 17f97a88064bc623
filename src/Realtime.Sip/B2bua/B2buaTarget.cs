using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>Whom to call in one attempt, and what it can take.</summary>
public sealed record B2buaTarget
{
    public required SipUri Uri { get; init; }

    /// <summary>
    /// Where to send the INVITE, and in-dialog requests when the dialog's connection is gone; the Contact of the answer is never looked up.
    /// </summary>
    public required SipDestination Destination { get; init; }

    /// <summary>Who calls; null: name and number of the caller, at our own host.</summary>
    public NameAddress? From { get; init; }

    /// <summary>Who is called; null: <see cref="Uri"/>.</summary>
    public NameAddress? To { get; init; }

    /// <summary>Who we are for the target, if it asks; also inside the dialog. Without, a challenge refuses the attempt.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>Headers of this attempt, added to those that may cross.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>The session description that is offered instead of the caller's, where media goes through a relay; null: the caller's, untouched.</summary>
    public SipBody? Offer { get; init; }

    /// <summary>
    /// Looks at the answer before the caller has it, and may change its body; the caller waits meanwhile. False: the call cannot be had so, the target is
    /// hung up and the attempt has failed.
    /// </summary>
    public Func<SipResponse, ValueTask<bool>>? OnAnswer { get; init; }

    /// <summary>A first INVITE without offer: we have no media to offer from (RFC 3261 §13.2.1).</summary>
    public B2buaOfferPolicy OfferlessInvite { get; init; } = B2buaOfferPolicy.Reject;

    /// <summary>An offer inside the call that changes something, from either side.</summary>
    public B2buaOfferPolicy ChangedOffers { get; init; } = B2buaOfferPolicy.Relay;

    /// <summary>What the caller hears of this target's provisional responses.</summary>
    public B2buaProgress Progress { get; init; }

    /// <summary>
    /// Tells the target that it may send provisional responses reliably (RFC 3262). Not where the caller's INVITE has no offer: the answer to
    /// one that came reliably would be the caller's to give, at once. One that comes so all the same is acknowledged.
    /// </summary>
    public bool ReliableProvisionals { get; init; }

    /// <summary>The session timer of the target's leg.</summary>
    public SessionTimerOptions Session { get; init; } = SessionTimerOptions.Off;
}
