namespace Realtime.SipGateway.Signalling;

/// <summary>A SIP trunk: an entry of section <c>Trunks</c>, by its name.</summary>
public sealed class TrunkOptions
{
    /// <summary>Calls of one trunk at a time, unless configured.</summary>
    public const int DefaultMaxCalls = 500;

    /// <summary>Source addresses in CIDR form; one address is a /32 or /128.</summary>
    public IList<string> Sources { get; set; } = [];

    /// <summary>Transports this trunk may use: udp, tcp, tls. Empty: all.</summary>
    public IList<string> Transports { get; set; } = [];

    /// <summary><c>require-srtp</c> (488 otherwise): OpenAI is only sure to be heard over SDES-SRTP. <c>allow-rtp</c> lets plain RTP through.</summary>
    public string MediaPolicy { get; set; } = MediaPolicies.RequireSrtp;

    /// <summary>Lets SRTP keys (<c>a=crypto</c>) travel over UDP or TCP signalling, where anybody on the way can read them.</summary>
    public bool AllowKeysInClear { get; set; }

    /// <summary>Networks that the caller's media may come from, in CIDR form. Empty: any public address.</summary>
    public IList<string> MediaNetworks { get; set; } = [];

    /// <summary>Headers of the caller's INVITE that go on to the AI target, by name.</summary>
    public IList<string> HeadersToTarget { get; set; } = [];

    /// <summary>Headers of the target's answers that go back to the caller, by name.</summary>
    public IList<string> HeadersToCaller { get; set; } = [];

    /// <summary>Calls at a time, 1 to 100,000; more get 503.</summary>
    public int MaxCalls { get; set; } = DefaultMaxCalls;
}
