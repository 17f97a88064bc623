using System.Net.Sockets;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Whether the OTLP endpoint takes connections.</summary>
internal sealed class TelemetryCheck(IConfiguration configuration, TimeProvider time) : IDoctorCheck
{
    public string Area => "telemetry";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        if (configuration[TelemetryOptions.EndpointVariable] is not { Length: > 0 } text)
        {
            notes.Ok(TelemetryOptions.EndpointVariable, "not set: no metrics, traces or logs leave");
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            notes.Fail(TelemetryOptions.EndpointVariable, "is no http or https address", "Write http://collector:4317 (gRPC), or http://collector:4318 with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
            return;
        }

        var what = $"{endpoint.Host}:{endpoint.Port}";
        if (endpoint.Scheme == Uri.UriSchemeHttps)
        {
            var sight = await TlsSight.LookAsync(
                endpoint.Host, async (socket, ct) => await socket.ConnectAsync(endpoint.Host, endpoint.Port, ct), null, time, cancellationToken);
            Tell(notes, what, sight.Fault);
            return;
        }

        using var plain = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await plain.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            Tell(notes, what, null);
        }
        catch (SocketException fault)
        {
            Tell(notes, what, fault.Message);
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
