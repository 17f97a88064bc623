namespace Realtime.Simulator.Settings;

/// <summary>What goes wrong on purpose, and what the live service does in a way that is not documented. All off, or as usual, by default.</summary>
public sealed record SimulatorFaults
{
    /// <summary>Every webhook is delivered twice.</summary>
    public bool DuplicateWebhook { get; init; }

    /// <summary>Webhooks are signed with another secret.</summary>
    public bool WrongSignature { get; init; }

    /// <summary>Webhooks carry two signatures, the right one last, as during a rotation of secrets.</summary>
    public bool TwoSignatures { get; init; }

    /// <summary>Webhooks come so much later.</summary>
    public int LateWebhookMs { get; init; }

    /// <summary>Webhooks never come.</summary>
    public bool NoWebhook { get; init; }

    /// <summary>Accept is answered 200, then the SIP leg fails with 400 and there is no sideband.</summary>
    public bool AcceptThenFail { get; init; }

    /// <summary>Accept is answered 200, and the INVITE never.</summary>
    public bool AcceptThenSilence { get; init; }

    /// <summary>Accept is refused with this HTTP status; 0 is off.</summary>
    public int AcceptStatus { get; init; }

    /// <summary>Accept is answered so much later.</summary>
    public int AcceptDelayMs { get; init; }

    /// <summary>Refer is answered 200 and no REFER is sent.</summary>
    public bool SilentRefer { get; init; }

    /// <summary>So many attempts to attach to a call are answered 404 first.</summary>
    public int SidebandNotFound { get; init; }

    /// <summary>Every attempt to attach is refused with this HTTP status; 0 is off. The call goes on.</summary>
    public int SidebandStatus { get; init; }

    /// <summary>What webhooks tell as <c>sip_media_security</c>, whatever was agreed: <c>srtp</c>, <c>rtp</c>, <c>none</c> leaves it out; empty tells the truth.</summary>
    public string MediaSecurity { get; init; } = "";

    /// <summary>Provisional response to an INVITE before it is accepted: 180 or 183; 0 sends none, as nothing is known of one.</summary>
    public int Ringing { get; init; }

    /// <summary>How OPTIONS are answered; null: as configured.</summary>
    public RequestAnswer? Options { get; init; }

    /// <summary>How re-INVITE and UPDATE within a call are answered; null: as configured.</summary>
    public RequestAnswer? Reinvite { get; init; }

    /// <summary>A re-INVITE with another session description is answered 200, and media goes on to where it went before.</summary>
    public bool ReinviteKeepsMedia { get; init; }

    /// <summary>Words and the moderation category (<c>violence</c>) that texts which hold them are flagged for.</summary>
    public IReadOnlyDictionary<string, string> FlaggedWords { get; init; } = new Dictionary<string, string>();

    /// <summary>Moderation is refused with this HTTP status; 0 is off.</summary>
    public int ModerationStatus { get; init; }

    /// <summary>Moderation takes so long.</summary>
    public int ModerationDelayMs { get; init; }

    /// <summary>A sideband is cut so long after it opened; 0 is off. The call goes on.</summary>
    public int SidebandDropMs { get; init; }
}
