using Realtime.Sip.Dialogs;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.SipGateway.Signalling.Rtpengine;
using Realtime.SipGateway.Signalling.Targets;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Signalling;

/// <summary>Sections <c>Sip</c>, <c>Trunks</c> and the SIP part of <c>Targets</c>.</summary>
public sealed class SignallingOptions
{
    public const string Section = "Sip";
    public const string TrunksSection = "Trunks";
    public const string TargetsSection = "Targets";
    public const string DestinationsSection = "Destinations";
    public const string RtpengineSection = "Rtpengine";

    /// <summary>The vendor's webhook comes some 100 ms after the INVITE; one that is not here after this long does not come (field report P4).</summary>
    public const int DefaultWebhookTimeoutMs = 5_000;

    /// <summary>From the caller's INVITE to an answer by anybody: two AI targets that fail and a queue that answers fit; carriers ring longer.</summary>
    public const int DefaultAnswerTimeoutMs = 40_000;

    /// <summary>One INVITE to an AI target: a service that takes longer has lost the call, and the next one may still save it.</summary>
    public const int DefaultAttemptTimeoutMs = 10_000;

    /// <summary>Live, the answer follows the accept within a second.</summary>
    public const int DefaultAcceptedTimeoutMs = 5_000;

    /// <summary>What AI targets must leave of the time for an answer to the fallback: a person needs some rings.</summary>
    public const int DefaultFallbackReserveMs = 20_000;

    /// <summary>RFC 3261 §13.3.1.4 gives up after 64·T1 = 32 s; an unacknowledged call lets a stranger aim media at others (<c>DESIGN.md</c> §6.10).</summary>
    public const int DefaultAcknowledgeTimeoutMs = 8_000;

    /// <summary>How long the AI leg's BYE may wait for the sideband's last events (<c>DESIGN.md</c> §3).</summary>
    public const int DefaultDrainMs = 300;

    /// <summary>The service ends a session after 60 minutes; we hang up properly before.</summary>
    public const int DefaultMaxCallSeconds = 3_540;

    public IList<ListenerOptions> Listeners { get; set; } = [];

    /// <summary>How hosts are found.</summary>
    public DnsOptions Dns { get; set; } = new();

    /// <summary>TCP and TLS connections.</summary>
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary><c>drop</c>: an INVITE that matches no trunk gets no answer (nothing to learn for scanners). <c>reject</c>: 403.</summary>
    public string UnknownSources { get; set; } = "drop";

    /// <summary><c>reject</c>: an INVITE of a trunk's address for a number that no trunk there may dial gets 404. <c>drop</c>: no answer.</summary>
    public string UnknownNumbers { get; set; } = "reject";

    /// <summary>Scanners, floods, bans.</summary>
    public DefenceOptions Defence { get; set; } = new();

    /// <summary>500 to 30,000.</summary>
    public int WebhookTimeoutMs { get; set; } = DefaultWebhookTimeoutMs;

    /// <summary>1,000 to 120,000: all attempts together.</summary>
    public int AnswerTimeoutMs { get; set; } = DefaultAnswerTimeoutMs;

    /// <summary>1,000 to 120,000: one AI target.</summary>
    public int AttemptTimeoutMs { get; set; } = DefaultAttemptTimeoutMs;

    /// <summary>500 to 60,000: from the accept's 2xx to the answer of the INVITE.</summary>
    public int AcceptedTimeoutMs { get; set; } = DefaultAcceptedTimeoutMs;

    /// <summary>0 to 120,000, less than <see cref="AnswerTimeoutMs"/>; only for calls that have a fallback.</summary>
    public int FallbackReserveMs { get; set; } = DefaultFallbackReserveMs;

    public HealthOptions Health { get; set; } = new();

    /// <summary>1,000 to 32,000.</summary>
    public int AcknowledgeTimeoutMs { get; set; } = DefaultAcknowledgeTimeoutMs;

    /// <summary>0 to 300.</summary>
    public int DrainMs { get; set; } = DefaultDrainMs;

    /// <summary>10 to 3,600.</summary>
    public int MaxCallSeconds { get; set; } = DefaultMaxCallSeconds;

    public SipTimerSettings Timers { get; set; } = new();

    /// <summary>For tests, which have no 90 s: the least <see cref="SessionTimerSettings.MinSeconds"/>. RFC 4028 §4 sets it.</summary>
    public int SessionTimerFloorSeconds { get; set; } = SessionTimerOptions.LeastSeconds;

    /// <summary>By name, from section <c>Trunks</c>.</summary>
    public IDictionary<string, TrunkOptions> Trunks { get; } = new Dictionary<string, TrunkOptions>(StringComparer.Ordinal);

    /// <summary>From section <c>Rtpengine</c>.</summary>
    public RtpengineOptions Rtpengine { get; set; } = new();

    /// <summary>By name, from section <c>Destinations</c>.</summary>
    public IDictionary<string, DestinationOptions> Destinations { get; } = new Dictionary<string, DestinationOptions>(StringComparer.Ordinal);

    /// <summary>By name, from section <c>Targets</c>.</summary>
    public IDictionary<string, SipTargetOptions> Targets { get; } = new Dictionary<string, SipTargetOptions>(StringComparer.Ordinal);
}
