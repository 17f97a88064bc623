using System.Reflection;
using OpenTelemetry.Resources;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Who tells: the attributes that all spans, metrics and log records share. <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> win.</summary>
internal static class TelemetryResource
{
    public const string ServiceName = "realtime-sip-gateway";

    public static ResourceBuilder Of(TelemetryOptions options, IConfiguration configuration)
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService(ServiceName, serviceVersion: Version(), autoGenerateServiceInstanceId: false, serviceInstanceId: options.InstanceId)
            .AddAttributes([new("host.name", System.Environment.MachineName), new("process.pid", (long)System.Environment.ProcessId)]);
        if (options.Environment is { Length: > 0 } environment)
        {
            resource.AddAttributes([new("deployment.environment.name", environment)]);
        }

        resource.AddAttributes(options.Attributes.Select(one => new KeyValuePair<string, object>(one.Key, one.Value)));
        return resource.AddAttributes(Standard(configuration));
    }

    /// <summary><c>key=value,key=value</c>, values percent-encoded.</summary>
    private static IEnumerable<KeyValuePair<string, object>> Standard(IConfiguration configuration)
    {
        foreach (var pair in (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is var split and > 0)
            {
                yield return new(pair[..split].Trim(), Uri.UnescapeDataString(pair[(split + 1)..].Trim()));
            }
        }

        if (configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name)
        {
            yield return new("service.name", name);
        }
    }

    private static string? Version()
    {
        var assembly = typeof(TelemetryResource).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+')[0] ?? assembly.GetName().Version?.ToString();
    }
}
