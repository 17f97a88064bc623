namespace Realtime.SipGateway.Calls;

/// <summary>How the AI side can fail a call: a closed set, each a metric label.</summary>
public static class VendorFaultKind
{
    /// <summary>No address, no connection, or it broke before an answer.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>No final answer to the INVITE in time.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>It refused the INVITE.</summary>
    public const string Rejected = "rejected";

    /// <summary>SIP 400 with a body that tells an inner 504: the vendor's own time-out (seen live).</summary>
    public const string InnerTimeout = "sip_504";

    /// <summary>The INVITE went out and no webhook came.</summary>
    public const string WebhookMissing = "webhook_missing";

    /// <summary>Accept was taken and no answer to the INVITE followed.</summary>
    public const string AnswerMissing = "answer_missing";

    /// <summary>Accept was refused or not answered.</summary>
    public const string AcceptRefused = "accept_refused";

    /// <summary>The webhook tells other media security than was offered.</summary>
    public const string MediaSecurity = "media_security";

    /// <summary>Our own media relay took no offer: not the vendor's fault, and no other target helps.</summary>
    public const string MediaRelay = "media_relay";

    /// <summary>It failed the calls before this one and was not asked.</summary>
    public const string LeftAlone = "left_alone";

    /// <summary>The sideband could not be attached, or was lost for good.</summary>
    public const string AttachRefused = "attach_refused";
}
