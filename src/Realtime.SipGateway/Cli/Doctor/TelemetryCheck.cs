using System.Net.Sockets;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Telemetry.Export;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>
/// Whether the collectors take connections that the gateway sends to, by the same reading of the <c>OTEL_*</c> settings. Faulty ones are told by the check of
/// the settings; headers, which may be secret, are never told.
/// </summary>
internal sealed class TelemetryCheck(IConfiguration configuration, TimeProvider time) : IDoctorCheck
{
    public string Area => "telemetry";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var settings = OtelSettings.Read(configuration, faults);
        if (faults.Count > 0)
        {
            notes.Warn("OTEL_*", $"its settings have faults: {faults.Count}", "Correct what is told of the settings: a signal whose settings are faulty does not leave.");
        }

        (string Name, OtlpSettings? Where)[] signals = [("traces", settings.Traces), ("metrics", settings.Metrics), ("logs", settings.Logs)];
        var silent = signals.Where(static signal => signal.Where is null).Select(static signal => signal.Name).ToArray();
        if (silent.Length == signals.Length && faults.Count == 0)
        {
            notes.Ok(TelemetryOptions.EndpointVariable, Switched() ?? "not set: no metrics, traces or logs leave");
            return;
        }

        foreach (var collector in signals.Where(static signal => signal.Where is not null).GroupBy(
            static signal => (signal.Where!.Endpoint.Scheme, signal.Where.Endpoint.Host, signal.Where.Endpoint.Port), static signal => signal.Name))
        {
            var (scheme, host, port) = collector.Key;
            Tell(notes, $"{string.Join(", ", collector)} to {host}:{port}", await FaultAsync(scheme, host, port, cancellationToken));
        }

        if (silent.Length > 0 && faults.Count == 0)
        {
            notes.Ok(string.Join(", ", silent), "no endpoint, or switched off: not sent");
        }
    }

    private string? Switched() => string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        ? "OTEL_SDK_DISABLED is true: no metrics, traces or logs leave" : null;

    /// <summary>Null when it takes connections.</summary>
    private async Task<string?> FaultAsync(string scheme, string host, int port, CancellationToken cancellationToken)
    {
        if (scheme == Uri.UriSchemeHttps)
        {
            return (await TlsSight.LookAsync(host, async (socket, ct) => await socket.ConnectAsync(host, port, ct), null, time, cancellationToken)).Fault;
        }

        using var plain = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await plain.ConnectAsync(host, port, cancellationToken);
            return null;
        }
        catch (SocketException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Calls do not depend on it.</summary>
    private static void Tell(DoctorNotes notes, string what, string? fault)
    {
        if (fault is null)
        {
            notes.Ok(what, "takes connections");
        }
        else
        {
            notes.Warn(what, fault, "Start the collector, or correct the endpoint; calls go on without it, and telemetry is lost.");
        }
    }
}
