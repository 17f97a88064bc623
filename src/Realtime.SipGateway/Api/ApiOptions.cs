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

    /// <summary>How often a silent event stream says that it lives, 1 to 300 s.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = DefaultHeartbeatSeconds;
}
