using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Webhooks;

/// <summary>What comes to the webhook and what becomes of it. Labels are bounded: results are ours, targets the site's.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;

    public WebhookMetrics(IMeterFactory meters, AdmissionQueue admissions)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _deliveries = meter.Counter<long>(GatewayInstruments.WebhookDeliveries);
        _duration = meter.Histogram(GatewayInstruments.WebhookAnswer);
        meter.Gauge<int>(GatewayInstruments.AdmissionsPending, () => [new Measurement<int>(admissions.Pending)]);
    }

    /// <param name="target">A configured name, or <c>unknown</c>.</param>
    /// <param name="result">Such as <c>accepted</c>, <c>duplicate</c>, <c>signature_too_old</c>, <c>token_missing</c>.</param>
    public void Count(string target, string result) =>
        _deliveries.Add(1, new KeyValuePair<string, object?>("target", target), new KeyValuePair<string, object?>("result", result));

    public void Answered(TimeSpan duration) => _duration.Record(duration.TotalSeconds);
}
