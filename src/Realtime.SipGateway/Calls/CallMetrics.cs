using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>The instruments of calls; each call feeds them through a <see cref="CallMeter"/> of its own.</summary>
public sealed class CallMetrics
{
    public CallMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        Active = meter.UpDown(GatewayInstruments.CallsActive);
        Ended = meter.Counter<long>(GatewayInstruments.CallsEnded);
        Refused = meter.Counter<long>(GatewayInstruments.CallsRefused);
        Setup = meter.Histogram(GatewayInstruments.CallSetup);
        Duration = meter.Histogram(GatewayInstruments.CallDuration);
        WebhookWait = meter.Histogram(GatewayInstruments.WebhookWait);
        Accept = meter.Histogram(GatewayInstruments.Accept);
        Attach = meter.Histogram(GatewayInstruments.Attach);
        Reconnects = meter.Counter<long>(GatewayInstruments.SidebandReconnects);
        SidebandErrors = meter.Counter<long>(GatewayInstruments.SidebandErrors);
        Settings = meter.Counter<long>(GatewayInstruments.SessionSettings);
        SettingsDiffer = meter.Counter<long>(GatewayInstruments.SessionSettingsDiffer);
        SessionLimits = meter.Counter<long>(GatewayInstruments.SessionLimits);
        FirstAudio = meter.Histogram(GatewayInstruments.FirstAudio);
        Turn = meter.Histogram(GatewayInstruments.TurnLatency);
        Interruptions = meter.Counter<long>(GatewayInstruments.Interruptions);
        Tool = meter.Histogram(GatewayInstruments.ToolDuration);
        Approvals = meter.Counter<long>(GatewayInstruments.ToolApprovals);
        LateResult = meter.Histogram(GatewayInstruments.LateResults);
        Trips = meter.Counter<long>(GatewayInstruments.GuardrailTrips);
        Judge = meter.Histogram(GatewayInstruments.GuardrailJudge);
        JudgeFailures = meter.Counter<long>(GatewayInstruments.GuardrailFailures);
        Prompts = meter.Counter<long>(GatewayInstruments.Prompts);
        HandlerTimeouts = meter.Counter<long>(GatewayInstruments.HandlerTimeouts);
        Stop = meter.Histogram(GatewayInstruments.GuardrailStop);
        Transfer = meter.Histogram(GatewayInstruments.Transfers);
        Response = meter.Histogram(GatewayInstruments.Responses);
        Tokens = meter.Counter<long>(GatewayInstruments.Tokens);
        Cost = meter.Counter<double>(GatewayInstruments.Cost);
        Unpriced = meter.Counter<long>(GatewayInstruments.Unpriced);
        VendorFaults = meter.Counter<long>(GatewayInstruments.VendorFaults);
        Faults = meter.Counter<long>(GatewayInstruments.CallFaults);
    }

    internal UpDownCounter<long> Active { get; }

    internal Counter<long> Ended { get; }

    internal Counter<long> Refused { get; }

    internal Histogram<double> Setup { get; }

    internal Histogram<double> Duration { get; }

    internal Histogram<double> WebhookWait { get; }

    internal Histogram<double> Accept { get; }

    internal Histogram<double> Attach { get; }

    internal Counter<long> Reconnects { get; }

    internal Counter<long> HandlerTimeouts { get; }

    internal Counter<long> SidebandErrors { get; }

    internal Counter<long> Settings { get; }

    internal Counter<long> SettingsDiffer { get; }

    internal Counter<long> SessionLimits { get; }

    internal Histogram<double> FirstAudio { get; }

    internal Histogram<double> Turn { get; }

    internal Counter<long> Interruptions { get; }

    internal Histogram<double> Tool { get; }

    internal Histogram<double> Judge { get; }

    internal Counter<long> JudgeFailures { get; }

    internal Counter<long> Prompts { get; }

    internal Counter<long> Approvals { get; }

    internal Histogram<double> LateResult { get; }

    internal Counter<long> Trips { get; }

    internal Histogram<double> Stop { get; }

    internal Histogram<double> Transfer { get; }

    internal Histogram<double> Response { get; }

    internal Counter<long> Tokens { get; }

    internal Counter<double> Cost { get; }

    internal Counter<long> Unpriced { get; }

    internal Counter<long> VendorFaults { get; }

    internal Counter<long> Faults { get; }
}
