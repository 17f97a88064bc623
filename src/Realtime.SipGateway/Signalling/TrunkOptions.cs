using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.Signalling.Digest;
using Realtime.SipGateway.Signalling.Identity;
using Realtime.SipGateway.Signalling.MutualTls;
using Realtime.SipGateway.Signalling.Registrations;
using Realtime.SipGateway.Signalling.Transfer;

namespace Realtime.SipGateway.Signalling;

/// <summary>A SIP trunk: an entry of section <c>Trunks</c>, by its name.</summary>
public sealed class TrunkOptions
{
    /// <summary>Calls of one trunk at a time, unless configured.</summary>
    public const int DefaultMaxCalls = 500;

    /// <summary><c>generic</c>, <c>twilio</c> or <c>telnyx</c>: what holds where <see cref="Headers"/> and <see cref="Numbers"/> say nothing.</summary>
    public string Profile { get; set; } = TrunkProfile.Generic;

    /// <summary>Source addresses in CIDR form; one address is a /32 or /128.</summary>
    public IList<string> Sources { get; set; } = [];

    /// <summary>Transports this trunk may use: udp, tcp, tls. Empty: all.</summary>
    public IList<string> Transports { get; set; } = [];

    /// <summary>
    /// Numbers that may be dialled over this trunk, as rules write them: <c>+15550100</c>, <c>+1555*</c>. Empty: all. Tells trunks apart that share
    /// addresses: the one with the closest pattern has the call.
    /// </summary>
    public IList<string> Dialled { get; set; } = [];

    /// <summary>Where the carrier writes who was dialled and who calls.</summary>
    public TrunkHeaderOptions Headers { get; set; } = new();

    /// <summary>How the carrier writes numbers; rules, records and tools see them as E.164.</summary>
    public NumberOptions Numbers { get; set; } = new();

    /// <summary>What is put right of the carrier's messages: <c>contact-source</c>, <c>contact-missing</c>, <c>contact-parameters</c>.</summary>
    public IList<string> Repair { get; set; } = [];

    /// <summary>Where we reach the carrier for calls and requests of our own. Empty: only where its calls came from.</summary>
    public IList<TrunkPeerOptions> Peers { get; set; } = [];

    /// <summary>
    /// Answer its accepted calls with 302 to the AI targets, and leave the path: no failover, no transfer, no fallback then. The carrier must follow
    /// redirects, and honour URI headers in them for the call to be tied to its decision.
    /// </summary>
    public bool Redirect { get; set; }

    /// <summary>How the health of <see cref="Peers"/> is known: <c>options</c> asks them, <c>passive</c> learns from calls.</summary>
    public string PeerHealth { get; set; } = SipTargetOptions.Options;

    /// <summary>Whom its calls have to prove to be. Null: the address is proof enough. With it, no <see cref="Sources"/> means any address.</summary>
    public TrunkDigestOptions? Digest { get; set; }

    /// <summary>Who we are for the carrier, where it challenges. Null: challenges are refusals.</summary>
    public TrunkCredentialsOptions? Credentials { get; set; }

    /// <summary>Our registration with the carrier; its calls then come from the registrar's addresses, besides <see cref="Sources"/>. Null: none.</summary>
    public TrunkRegistrationOptions? Registration { get; set; }

    /// <summary>Whose client certificate its connections have to show. Null: none. With it, no <see cref="Sources"/> means any address.</summary>
    public TrunkTlsOptions? Tls { get; set; }

    /// <summary>Whether its callers' numbers are believed: STIR/SHAKEN. Null: nothing is known of them.</summary>
    public TrunkIdentityOptions? Identity { get; set; }

    /// <summary><c>require-srtp</c> (488 otherwise): OpenAI is only sure to be heard over SDES-SRTP. <c>allow-rtp</c> lets plain RTP through; <c>rtpengine</c> puts a relay between.</summary>
    public string MediaPolicy { get; set; } = MediaPolicies.RequireSrtp;

    /// <summary>Lets SRTP keys (<c>a=crypto</c>) travel over UDP or TCP signalling, where anybody on the way can read them.</summary>
    public bool AllowKeysInClear { get; set; }

    /// <summary>Networks that the caller's media may come from, in CIDR form. Empty: any public address.</summary>
    public IList<string> MediaNetworks { get; set; } = [];

    /// <summary>Headers of the caller's INVITE that go on to the AI target, by name.</summary>
    public IList<string> HeadersToTarget { get; set; } = [];

    /// <summary>Headers of the target's answers that go back to the caller, by name.</summary>
    public IList<string> HeadersToCaller { get; set; } = [];

    /// <summary>Headers of the caller's INVITE that go on under another name: name there, name here.</summary>
    public IDictionary<string, string> RenameToTarget { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Headers of the target's answers that go back under another name: name there, name here.</summary>
    public IDictionary<string, string> RenameToCaller { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How callers of this trunk are transferred to humans.</summary>
    public TrunkTransferOptions Transfer { get; set; } = new();

    /// <summary>Whether and how the caller's leg is refreshed.</summary>
    public SessionTimerSettings SessionTimer { get; set; } = new();

    /// <summary>What the caller hears before its answer.</summary>
    public TrunkProgressSettings Progress { get; set; } = new();

    /// <summary>Calls at a time, 1 to 100,000; more get 503.</summary>
    public int MaxCalls { get; set; } = DefaultMaxCalls;

    /// <summary>New calls per second, 0.01 to 10,000; more get 503 with the time to wait. Null: no limit.</summary>
    public double? CallsPerSecond { get; set; }

    /// <summary>Calls that may come at once before <see cref="CallsPerSecond"/> bites, 1 to 100,000. Null: those of one second.</summary>
    public int? Burst { get; set; }

    /// <summary>Longest call, 10 to 3,600 s. Null: <see cref="SignallingOptions.MaxCallSeconds"/>.</summary>
    public int? MaxCallSeconds { get; set; }
}
