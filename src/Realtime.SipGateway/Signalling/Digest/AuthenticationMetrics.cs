using System.Diagnostics.Metrics;
using Realtime.Sip.Authentication;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>Digest checks by trunk (configured names) and result (a closed set).</summary>
internal sealed class AuthenticationMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _checks = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.DigestChecks);

    public void Checked(string trunk, DigestResult result) => _checks.Add(
        1, new KeyValuePair<string, object?>("trunk", trunk), new KeyValuePair<string, object?>("result", result.ToString().ToLowerInvariant()));
}
