using OpenTelemetry.Exporter;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>Where one signal goes by OTLP: <c>OTEL_EXPORTER_OTLP_…</c>, or <c>OTEL_EXPORTER_OTLP_TRACES_…</c> and so on, which win.</summary>
internal sealed class OtlpSettings
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private readonly OtlpExportProtocol _protocol;
    private readonly string? _headers;
    private readonly int _timeoutMs;

    private OtlpSettings(Uri endpoint, OtlpExportProtocol protocol, string? headers, int timeoutMs) =>
        (Endpoint, _protocol, _headers, _timeoutMs) = (endpoint, protocol, headers, timeoutMs);

    /// <summary>With the path of the signal, for HTTP.</summary>
    public Uri Endpoint { get; }

    /// <summary>Null when the signal does not leave, or when its settings are faulty.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="signal"><c>TRACES</c>, <c>METRICS</c> or <c>LOGS</c>.</param>
    /// <param name="faults">Gets a sentence for each fault.</param>
    public static OtlpSettings? Read(IConfiguration configuration, string signal, List<string> faults)
    {
        var exporter = configuration[$"OTEL_{signal}_EXPORTER"];
        if (exporter == "none")
        {
            return null;
        }

        if (!string.IsNullOrEmpty(exporter) && exporter != "otlp")
        {
            faults.Add($"OTEL_{signal}_EXPORTER: \"{exporter}\" is neither otlp nor none");
        }

        var (key, text) = Setting(configuration, signal, "ENDPOINT");
        if (text is null)
        {
            return null;
        }

        var before = faults.Count;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            Add(faults, $"{key}: \"{WithoutUser(text)}\" is no address of a collector; write it as http://collector:4317");
        }
        else if (endpoint.UserInfo.Length > 0)
        {
            Add(faults, $"{key}: must hold no password; put it into {Prefix}HEADERS");
        }

        var protocol = ReadProtocol(configuration, signal, faults);
        var headers = ReadHeaders(configuration, signal, faults);
        var timeout = OtelSettings.Number(configuration, Setting(configuration, signal, "TIMEOUT").Key, 10_000, 1, 3_600_000, faults);
        return faults.Count > before ? null : new OtlpSettings(WithPath(endpoint!, key, signal, protocol), protocol, headers, timeout);
    }

    /// <summary>For the exporter; what has no place here (TLS, compression) it reads from the environment itself.</summary>
    public OtlpExporterOptions ToOptions() => new()
    {
        Endpoint = Endpoint,
        Protocol = _protocol,
        Headers = _headers,
        TimeoutMilliseconds = _timeoutMs,
    };

    private static OtlpExportProtocol ReadProtocol(IConfiguration configuration, string signal, List<string> faults)
    {
        var (key, text) = Setting(configuration, signal, "PROTOCOL");
        switch (text)
        {
            case null or "grpc":
                return OtlpExportProtocol.Grpc;
            case "http/protobuf":
                return OtlpExportProtocol.HttpProtobuf;
            default:
                Add(faults, $"{key}: \"{text}\" is neither grpc nor http/protobuf");
                return OtlpExportProtocol.Grpc;
        }
    }

    private static string? ReadHeaders(IConfiguration configuration, string signal, List<string> faults)
    {
        var (key, text) = Setting(configuration, signal, "HEADERS");
        if (text is not null && text.Split(',').Any(pair => pair.IndexOf('=', StringComparison.Ordinal) < 1))
        {
            Add(faults, $"{key}: is not of the form name=value,name=value");
        }

        return text;
    }

    /// <summary>A general endpoint for HTTP is a base; one of the signal is taken as it is.</summary>
    private static Uri WithPath(Uri endpoint, string key, string signal, OtlpExportProtocol protocol) =>
        protocol == OtlpExportProtocol.Grpc || key != Prefix + "ENDPOINT"
            ? endpoint
            : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/v1/" + signal.ToLowerInvariant());

    private static (string Key, string? Value) Setting(IConfiguration configuration, string signal, string name)
    {
        var own = $"{Prefix}{signal}_{name}";
        return configuration[own] is { Length: > 0 } value ? (own, value)
            : (Prefix + name, configuration[Prefix + name] is { Length: > 0 } general ? general : null);
    }

    private static string WithoutUser(string text) => text.LastIndexOf('@') is var at and >= 0 ? "…" + text[at..] : text;

    /// <summary>One general setting is wrong for three signals, and is told once.</summary>
    private static void Add(List<string> faults, string fault)
    {
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }
}
