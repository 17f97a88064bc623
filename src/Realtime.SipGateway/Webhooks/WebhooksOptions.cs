using System.ComponentModel.DataAnnotations;
using Realtime.SipGateway.Calls.Numbers;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed class WebhooksOptions
{
    public const string Section = "Webhooks";

    /// <summary>An INVITE's headers as JSON; the largest seen has some kilobytes.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>The vendor sends the body at once; who dribbles holds a connection.</summary>
    public const int DefaultReadTimeoutMs = 5_000;

    /// <summary>Below the ten seconds that an attempt has in all (<c>Sip:AttemptTimeoutMs</c>): time is left for the service's answer on SIP.</summary>
    public const int DefaultAcceptWithinMs = 8_000;

    /// <summary>Calls that may be between webhook and accept at a time: a second's worth at a very high rate.</summary>
    public const int DefaultMaxPending = 1_000;

    /// <summary>
    /// Take calls whose INVITE did not pass our SIP edge, so that they carry no token: the rules run on the headers the vendor tells.
    /// Anybody who knows the project id can place such a call. Off unless a trunk points straight at the vendor.
    /// </summary>
    public bool AllowCallsWithoutToken { get; set; }

    /// <summary>How the numbers of such calls are written; a call over a trunk of ours has that trunk's format.</summary>
    public NumberOptions Numbers { get; set; } = new();

    /// <summary>Where the carrier of such calls writes who was dialled and who calls.</summary>
    public EdgelessHeaderOptions Headers { get; set; } = new();

    /// <summary>
    /// The https address under which the vendor reaches this gateway, without <c>/webhooks/NAME</c>. Only <c>gateway doctor</c> uses it, to try
    /// the public way; null: not tried.
    /// </summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>How long a delivery's body may take, 100 to 60,000 ms.</summary>
    [Range(100, 60_000)]
    public int ReadTimeoutMs { get; set; } = DefaultReadTimeoutMs;

    /// <summary>
    /// From the INVITE to the target until its accept must be answered, 500 to 60,000 ms; tries and <c>Targets:NAME:AcceptTimeoutMs</c> are kept
    /// within it. Without our edge the INVITE's time is not known, and it counts from the webhook.
    /// </summary>
    [Range(500, 60_000)]
    public int AcceptWithinMs { get; set; } = DefaultAcceptWithinMs;

    /// <summary>Deliveries that are being decided; more are answered 503 and repeated by the vendor. 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxPending { get; set; } = DefaultMaxPending;

    /// <summary>SIP status for the vendor's calls that are refused, 400 to 699.</summary>
    [Range(400, 699)]
    public int RefusalStatus { get; set; } = 603;
}
