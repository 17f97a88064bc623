using System.Diagnostics.Metrics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>The meters of calls, fed by their events: names and units in one place, labels bounded (trunk, cause, tool, status).</summary>
public sealed class CallMetrics
{
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _setup;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _accept;
    private readonly Histogram<double> _attach;
    private readonly Histogram<double> _turn;
    private readonly Histogram<double> _tool;
    private readonly Histogram<double> _stop;
    private readonly Histogram<double> _transfer;
    private readonly Counter<long> _trips;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _vendorFaults;

    public CallMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _active = meter.CreateUpDownCounter<long>("gateway.calls.active", "{call}", "Calls that live now.");
        _ended = meter.CreateCounter<long>("gateway.calls.ended", "{call}", "Ended calls by who ended them and why.");
        _refused = meter.CreateCounter<long>("gateway.calls.refused", "{call}", "INVITEs refused before a target was tried, by SIP status.");
        _setup = meter.CreateHistogram<double>("gateway.call.setup.duration", "s", "INVITE in to 200 OK out.");
        _duration = meter.CreateHistogram<double>("gateway.call.duration", "s", "Answer to end.");
        _accept = meter.CreateHistogram<double>("gateway.accept.duration", "s", "Accept sent to answered.");
        _attach = meter.CreateHistogram<double>("gateway.sideband.attach.duration", "s", "Accepted to sideband open.");
        _turn = meter.CreateHistogram<double>("gateway.turn.latency", "s", "Caller's last word to the agent's first audio.");
        _tool = meter.CreateHistogram<double>("gateway.tool.duration", "s", "Tool runs by tool and success.");
        _stop = meter.CreateHistogram<double>("gateway.guardrail.stop.duration", "s", "Forbidden words seen to speech stopped.");
        _transfer = meter.CreateHistogram<double>("gateway.transfer.duration", "s", "Transfers by the way tried last and their outcome.");
        _trips = meter.CreateCounter<long>("gateway.guardrail.trips", "{trip}", "Guardrail matches by guardrail.");
        _tokens = meter.CreateCounter<long>("gateway.tokens", "{token}", "Tokens by direction.");
        _vendorFaults = meter.CreateCounter<long>("gateway.vendor.faults", "{fault}", "Calls that the AI side failed, by target, kind and what followed.");
        _faults = meter.CreateCounter<long>("gateway.call.faults", "{fault}", "Faults on the way, by kind.");
    }

    internal void Started() => _active.Add(1);

    internal void HandedOver() => _active.Add(-1);

    internal void Finished(CallRecord record)
    {
        _active.Add(-1);
        _ended.Add(1, Tag("by", record.EndedBy), Tag("cause", record.Cause), Tag("trunk", record.Trunk));
        if (record.AnsweredAt is not null)
        {
            _duration.Record(record.DurationSeconds, Tag("trunk", record.Trunk));
        }
    }

    internal void Apply(CallEventData data)
    {
        switch (data)
        {
            case CallRefused refused:
                _refused.Add(1, Tag("status", refused.Status));
                break;
            case CallAnswered answered:
                _setup.Record(answered.SetupMs / 1000);
                break;
            case AcceptAnswered accept:
                _accept.Record(accept.DurationMs / 1000, Tag("succeeded", accept.Succeeded));
                break;
            case SidebandAttached attached:
                _attach.Record(attached.DurationMs / 1000);
                break;
            case AgentAudioStarted { SinceCallerStoppedMs: { } latency }:
                _turn.Record(latency / 1000);
                break;
            case ToolCompleted tool:
                _tool.Record(tool.DurationMs / 1000, Tag("tool", tool.Tool), Tag("succeeded", tool.Succeeded));
                break;
            case TransferCompleted done:
                _transfer.Record(
                    done.DurationMs / 1000, Tag("mode", done.Mode), Tag("result", done.Confirmed ? TransferStatus.Completed : TransferStatus.Unconfirmed));
                break;
            case TransferFailed { Final: true } failed:
                _transfer.Record(failed.DurationMs / 1000, Tag("mode", failed.Mode), Tag("result", failed.Outcome));
                break;
            case GuardrailTripped trip:
                _trips.Add(1, Tag("guardrail", trip.Guardrail));
                break;
            case SpeechStopped stopped:
                _stop.Record(stopped.StopMs / 1000);
                break;
            case ResponseFinished finished:
                _tokens.Add(finished.InputTokens, Tag("direction", "input"));
                _tokens.Add(finished.OutputTokens, Tag("direction", "output"));
                break;
            case VendorFault fault:
                _vendorFaults.Add(1, Tag("target", fault.Target), Tag("kind", fault.Kind), Tag("action", fault.Action));
                break;
            case CallFault fault:
                _faults.Add(1, Tag("kind", fault.Kind));
                break;
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) =>
        new(name, value is Enum member ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString()) : value);
}
