using Realtime.Sip.B2bua;

namespace Realtime.SipGateway.Signalling;

/// <summary>What a target can take before and inside a call; the AI service documents none of it.</summary>
public sealed class TargetDialogSettings
{
    /// <summary>What the caller hears of its provisional responses: <c>local</c> (our own ringing only), <c>ring</c> (180) or <c>relay</c> (all of them).</summary>
    public string Progress { get; set; } = "local";

    /// <summary>Tells it that it may send provisional responses reliably (RFC 3262).</summary>
    public bool ReliableProvisionals { get; set; }

    /// <summary>A changed offer inside the call, hold for instance: <c>relay</c>, or <c>reject</c> with 488; the call stays.</summary>
    public string ChangedOffers { get; set; } = "relay";

    /// <summary>An INVITE without offer: <c>reject</c> with 488 (we have no media to offer from), or <c>relay</c>.</summary>
    public string OfferlessInvite { get; set; } = "reject";

    internal B2buaProgress ToProgress() => Enum.Parse<B2buaProgress>(Progress, ignoreCase: true);

    internal B2buaOfferPolicy ToChangedOffers() => Enum.Parse<B2buaOfferPolicy>(ChangedOffers, ignoreCase: true);

    internal B2buaOfferPolicy ToOfferlessInvite() => Enum.Parse<B2buaOfferPolicy>(OfferlessInvite, ignoreCase: true);

    internal void Validate(string key, List<string> faults)
    {
        EnumName.Check<B2buaProgress>($"{key}:Progress", Progress, faults);
        EnumName.Check<B2buaOfferPolicy>($"{key}:ChangedOffers", ChangedOffers, faults);
        EnumName.Check<B2buaOfferPolicy>($"{key}:OfferlessInvite", OfferlessInvite, faults);
    }
}
