using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Telemetry;

/// <summary>
/// Section <c>Telemetry</c>: what leaves, and under which name. Where to is told by the standard <c>OTEL_*</c> settings.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Where the collector is: nothing leaves without it, or one of its kind for a signal.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Extra attributes of the resource: a handful name a site.</summary>
    public const int MaxAttributes = 32;

    /// <summary>The events of each call as log records, so that logs alone tell its story.</summary>
    public bool CallEvents { get; set; } = true;

    /// <summary>Numbers, names and keys pressed may stand in spans and call events.</summary>
    public bool IncludeNumbers { get; set; }

    /// <summary>Words of callers and agents, and what goes into tools and comes out of them, may stand in call events.</summary>
    public bool IncludeText { get; set; }

    /// <summary><c>service.instance.id</c>: tells apart the nodes of one installation; the machine's name by default.</summary>
    [Required, StringLength(128, MinimumLength = 1)]
    public string InstanceId { get; set; } = System.Environment.MachineName;

    /// <summary><c>deployment.environment.name</c>, such as <c>production</c>.</summary>
    [StringLength(64)]
    public string? Environment { get; set; }

    /// <summary>Further attributes of the resource.</summary>
    public Dictionary<string, string> Attributes { get; set; } = new(StringComparer.Ordinal);
}
