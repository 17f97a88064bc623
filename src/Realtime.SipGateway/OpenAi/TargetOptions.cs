using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.OpenAi;

/// <summary>Section <c>Targets:{name}</c>: one vendor project that answers calls.</summary>
public sealed class TargetOptions
{
    public const string DefaultApiBaseUrl = "https://api.openai.com/v1";

    /// <summary>Requests at once to one target's API; a call needs one accept of a fraction of a second.</summary>
    public const int DefaultMaxRequests = 64;

    /// <summary>For each that is under way so many may wait for their turn; more are not sent at all.</summary>
    public const int WaitingPerRequest = 8;

    /// <summary>A caller hears ringing meanwhile; normal is well under a second.</summary>
    public const int DefaultAcceptTimeoutMs = 5_000;

    /// <summary>Base of the REST API.</summary>
    [Required, Url]
    public string ApiBaseUrl { get; set; } = DefaultApiBaseUrl;

    /// <summary>The Realtime WebSocket; made from <see cref="ApiBaseUrl"/> when null: <c>wss://…/v1/realtime</c>.</summary>
    public string? WebSocketUrl { get; set; }

    /// <summary>Reference of the API key: <c>env:NAME</c> or <c>file:/path</c>.</summary>
    [Required]
    public string ApiKey { get; set; } = "";

    /// <summary>Header that carries the key: <c>Authorization</c> (as Bearer) or <c>api-key</c>. Null: <c>api-key</c> on Azure hosts, else <c>Authorization</c>.</summary>
    [RegularExpression("^[A-Za-z0-9-]{1,64}$")]
    public string? ApiKeyHeader { get; set; }

    /// <summary>For keys that span several projects.</summary>
    [RegularExpression("^[\\x21-\\x7e]{1,200}$")]
    public string? Project { get; set; }

    [RegularExpression("^[\\x21-\\x7e]{1,200}$")]
    public string? Organization { get; set; }

    /// <summary>References of the signing secrets of this target's webhook: two while one is being rotated.</summary>
    [MaxLength(8)]
    public IList<string> WebhookSecrets { get; } = [];

    /// <summary>Where its calls are sent: <c>sip:proj_x@sip.api.openai.com;transport=tls</c>. Null: no SIP edge to this target.</summary>
    public string? SipUri { get; set; }

    /// <summary>Address and port that SIP goes to instead of the URI's host.</summary>
    public string? OutboundProxy { get; set; }

    /// <summary>PEM file of an extra trust root for API, WebSocket and SIP; for a simulator or an inspecting proxy.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>How long accept may take in all, 500 to 30,000 ms.</summary>
    [Range(500, 30_000)]
    public int AcceptTimeoutMs { get; set; } = DefaultAcceptTimeoutMs;

    /// <summary>Requests at once to the API, accepts and others each, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxRequests { get; set; } = DefaultMaxRequests;

    /// <summary>
    /// Reference of a key of this installation's own: the caller's number, hashed with it, is sent as <c>OpenAI-Safety-Identifier</c>, so that the
    /// service can act on one abusive caller instead of the whole project. Null: callers are not told.
    /// </summary>
    public string? SafetyIdentifierKey { get; set; }

    /// <summary>Rules that name no target use this one; needed only when there are several.</summary>
    public bool Default { get; set; }
}
