namespace Realtime.Simulator.Settings;

/// <summary>The configuration section <c>Simulator</c>. Every default is what the live service does, as far as that is known.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Simulator";

    /// <summary>Where everything listens.</summary>
    public string ListenAddress { get; set; } = "127.0.0.1";

    /// <summary>Port of REST, sideband and control; 0 takes a free one.</summary>
    public int ApiPort { get; set; }

    /// <summary>Port of SIP over TLS; 0 takes a free one.</summary>
    public int SipTlsPort { get; set; }

    /// <summary>TLS for REST and sideband, with the same certificate as SIP.</summary>
    public bool Https { get; set; } = true;

    /// <summary>The project whose calls are taken: the user part of the Request-URI.</summary>
    public string ProjectId { get; set; } = "proj_simulator";

    /// <summary>The server key that REST and sideband want.</summary>
    public string ApiKey { get; set; } = "sk-simulator";

    /// <summary>Where webhooks go; empty sends none.</summary>
    public string WebhookUrl { get; set; } = string.Empty;

    /// <summary>The signing secret, raw or <c>whsec_</c> with base64.</summary>
    public string WebhookSecret { get; set; } = "whsec_c2ltdWxhdG9yLXNlY3JldC1mb3ItdGVzdHM=";

    /// <summary>Path of a conversation file; empty takes the built-in one.</summary>
    public string Script { get; set; } = string.Empty;

    /// <summary>How long an INVITE waits for accept or reject. The live limit is not documented.</summary>
    public TimeSpan AcceptTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Plain RTP: answered and silent, as seen live, or heard.</summary>
    public PlainRtp PlainRtp { get; set; } = PlainRtp.Silent;

    /// <summary>Whether the sideband of a SIP call begins with <c>session.created</c>.</summary>
    public bool SessionCreated { get; set; } = true;

    /// <summary>Whether the sideband of a call made by REST begins with <c>session.created</c>; live captures show none.</summary>
    public bool WebRtcSessionCreated { get; set; }

    /// <summary>How a sideband ends with its call.</summary>
    public SidebandClose SidebandClose { get; set; } = SidebandClose.Abnormal;

    /// <summary>The address that SDP answers give for media; empty gives the listen address.</summary>
    public string MediaAddress { get; set; } = string.Empty;

    /// <summary>SIP status for a project that is not ours.</summary>
    public int UnknownProjectStatus { get; set; } = 404;

    /// <summary>What the 200 OK gives as Contact.</summary>
    public string SipContact { get; set; } = "sip:OAI@sip.api.openai.test:5061";

    /// <summary>How OPTIONS are answered.</summary>
    public RequestAnswer Options { get; set; } = RequestAnswer.Answer;

    /// <summary>How re-INVITE and UPDATE within a call are answered.</summary>
    public RequestAnswer Reinvite { get; set; } = RequestAnswer.Answer;

    /// <summary>Where <c>ca.pem</c> is written; empty takes a new temporary folder.</summary>
    public string CertificateFolder { get; set; } = string.Empty;

    /// <summary>After this the session is over, whatever goes on.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Speaks this many times faster in calls that have no media; media always runs in real time.</summary>
    public double Pace { get; set; } = 1;

    /// <summary>Time between two words of a transcript; generation runs ahead of playout, as live.</summary>
    public TimeSpan WordInterval { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Calls at a time; more are answered 503.</summary>
    public int MaximumCalls { get; set; } = 2000;

    /// <summary>What goes wrong on purpose; can be changed while running.</summary>
    public SimulatorFaults Faults { get; set; } = new();
}
