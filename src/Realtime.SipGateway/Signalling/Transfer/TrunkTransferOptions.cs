using Realtime.Sip.B2bua;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>How callers of a trunk are transferred: section <c>Trunks:NAME:Transfer</c>.</summary>
public sealed class TrunkTransferOptions
{
    /// <summary>Six rings: longer than most voicemails wait, shorter than a caller does.</summary>
    public const int DefaultAnswerTimeoutMs = 30_000;

    /// <summary>RFC 3515 §2.4.4 wants the first NOTIFY at once.</summary>
    public const int DefaultNotifyTimeoutMs = 5_000;

    /// <summary>Six rings and the way there.</summary>
    public const int DefaultReferTimeoutMs = 40_000;

    /// <summary>Four hours: two humans may talk longer than an AI session lives.</summary>
    public const int DefaultMaxConnectedSeconds = 14_400;

    /// <summary><c>refer</c>, <c>bridge</c>, <c>attended</c>, tried in this order. Empty: refer, then bridge.</summary>
    public IList<string> Modes { get; set; } = [];

    /// <summary>How Refer-To names a number: <c>tel</c> (<c>tel:+4930…</c>) or <c>sip</c> (<c>sip:+4930…@Domain;user=phone</c>). SIP addresses stay what they are.</summary>
    public string ReferTo { get; set; } = TransferWays.Tel;

    /// <summary>Host of numbers in SIP addresses. Null: that of the trunk's first peer, without peers that of the caller's Contact.</summary>
    public string? Domain { get; set; }

    /// <summary>Trunk whose peers carry calls to transfer targets. Null: the caller's own.</summary>
    public string? Via { get; set; }

    /// <summary>Who makes the offer of a bridge (RFC 3725): <c>cached-offer</c>, or <c>offerless</c> where the network takes INVITEs without one.</summary>
    public string Flow { get; set; } = TransferWays.CachedOffer;

    /// <summary>What the target sees: <c>caller</c>, <c>dialled</c>, or a number of the carrier's that is always shown.</summary>
    public string CallerId { get; set; } = TransferWays.CallerIdOfCaller;

    /// <summary>Header that tells the target what the agent knows of the caller, such as <c>X-Transfer-Summary</c>. Null: nothing is told.</summary>
    public string? BriefHeader { get; set; }

    /// <summary>How long a target may ring, 1,000 to 120,000.</summary>
    public int AnswerTimeoutMs { get; set; } = DefaultAnswerTimeoutMs;

    /// <summary>From the answer to REFER to the first NOTIFY, 500 to 30,000.</summary>
    public int NotifyTimeoutMs { get; set; } = DefaultNotifyTimeoutMs;

    /// <summary>From the answer to REFER to the NOTIFY that tells the outcome, 1,000 to 180,000.</summary>
    public int ReferTimeoutMs { get; set; } = DefaultReferTimeoutMs;

    /// <summary>Longest call once the caller was bridged to a human, 60 to 86,400 s.</summary>
    public int MaxConnectedSeconds { get; set; } = DefaultMaxConnectedSeconds;

    internal IReadOnlyList<string> Ladder => Modes.Count == 0 ? TransferWays.DefaultModes : [.. Modes];

    internal B2buaBridgeFlow BridgeFlow =>
        Flow.Equals(TransferWays.Offerless, StringComparison.OrdinalIgnoreCase) ? B2buaBridgeFlow.Offerless : B2buaBridgeFlow.CachedOffer;
}
