namespace Realtime.SipGateway.Signalling;

/// <summary>How an AI target is reached by SIP: its part of an entry of section <c>Targets</c>.</summary>
public sealed class SipTargetOptions
{
    /// <summary>Health is known by calls alone: whether the vendor answers OPTIONS is not known (<c>DESIGN.md</c> §6.5).</summary>
    public const string Passive = "passive";

    /// <summary>Health is asked by OPTIONS.</summary>
    public const string Options = "options";

    /// <summary><c>sip:proj_…@sip.api.openai.com:5061;transport=tls</c> (API reference: SIP).</summary>
    public string? SipUri { get; set; }

    /// <summary>Address and port to connect to instead of what the host of <see cref="SipUri"/> resolves to.</summary>
    public string? OutboundProxy { get; set; }

    /// <summary>PEM file with additional trusted roots.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>PEM file with certificate and chain that we show this target when it asks; that of <c>Sip:Connections</c> when empty.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file with its private key.</summary>
    public string? ClientCertificateKeyFile { get; set; }

    /// <summary>Whether and how the AI service's leg is refreshed: not at all unless configured, for it is unknown what the service makes of it.</summary>
    public SessionTimerSettings SessionTimer { get; set; } = new() { Mode = SessionTimerSettings.Off };

    /// <summary><see cref="Passive"/> or <see cref="Options"/>.</summary>
    public string Health { get; set; } = Passive;

    /// <summary>
    /// SIP statuses, 400 to 599, after which the next target is tried; 503 always is one, 486 and 6xx never are. Empty: all but those that are about
    /// the call itself (415, 420, 421, 485, 486, 487, 488, 493).
    /// </summary>
    public IList<int> FailoverStatuses { get; set; } = [];

    /// <summary>What the target can take before and inside a call.</summary>
    public TargetDialogSettings Dialog { get; set; } = new();
}
