using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.settings_differ</c>: The service shows a session that is not what the policy asked for; each difference is told once in a call.</summary>
/// <param name="Differences">Paths in the session with what was asked for and what is in force.</param>
public sealed record SettingsDiffer(IReadOnlyList<string> Differences) : CallEventData
{
    internal override string Type => "sideband.settings_differ";

    public override CallEventData Redact(Redactor redactor) => this with { Differences = [.. Differences.Select(one => redactor.Text(one)!)] };
}
