using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary>Section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Proxies close a connection that is silent for a minute.</summary>
    public const int DefaultHeartbeatSeconds = 15;

    /// <summary>Without keys the API is closed: every request is 401.</summary>
    [MaxLength(256), ValidateEnumeratedItems]
    public IList<ApiKeyOptions> Keys { get; } = [];

    /// <summary>A wallboard asks a few times a second; a program that needs more follows the event stream.</summary>
    public const int DefaultRequestsPerSecond = 50;

    /// <summary>A page that opens asks for much at once.</summary>
    public const int DefaultRequestBurst = 200;

    /// <summary>Requests per second of one key, session or, without either, address; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; set; } = DefaultRequestsPerSecond;

    /// <summary>Requests that may come at once; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int RequestBurst { get; set; } = DefaultRequestBurst;

    /// <summary>Wallboards, handler programs and supervisors of a large site; each sees every event that it asked for.</summary>
    public const int DefaultMaxFollowers = 64;

    /// <summary>One key or user leaves room for three others.</summary>
    public const int DefaultMaxFollowersPerUser = 16;

    /// <summary>Event streams and control WebSockets open at a time; 1 to 4,096.</summary>
    [Range(1, 4_096)]
    public int MaxFollowers { get; set; } = DefaultMaxFollowers;

    /// <summary>Those of one key or user; 1 to 4,096. A program that holds a WebSocket for each live call needs as many as there are calls.</summary>
    [Range(1, 4_096)]
    public int MaxFollowersPerUser { get; set; } = DefaultMaxFollowersPerUser;

    /// <summary>Addresses and networks of proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; none by default.</summary>
    [MaxLength(64)]
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>How often a silent event stream says that it lives, 1 to 300 s.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = DefaultHeartbeatSeconds;
}
