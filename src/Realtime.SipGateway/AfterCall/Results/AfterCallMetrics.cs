using System.Diagnostics.Metrics;
using System.Text.Json;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.AfterCall.Results;

internal sealed class AfterCallMetrics
{
    private readonly Counter<long> _parts;

    public AfterCallMetrics(IMeterFactory meters) => _parts = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.AfterCallParts);

    public void Made(string part, AfterCallStatus status) => _parts.Add(
        1, new KeyValuePair<string, object?>("part", part), new KeyValuePair<string, object?>("result", JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString())));
}
