using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.settings_failed</c>: Settings that a <c>session.update</c> of the gateway asked for are not in force; the call goes on without them.</summary>
/// <param name="Result"><c>refused</c> by an error, <c>differs</c>: the service shows something else, <c>unanswered</c>: it shows nothing.</param>
/// <param name="Tries">How often they were said.</param>
/// <param name="Code">Of the error.</param>
/// <param name="Message">Of the error.</param>
/// <param name="Differences">Paths in the session with what was asked for and what is in force.</param>
public sealed record SettingsFailed(string Result, int Tries, string? Code, string? Message, IReadOnlyList<string> Differences) : CallEventData
{
    internal override string Type => "sideband.settings_failed";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Message = redactor.Text(Message), Differences = [.. Differences.Select(one => redactor.Text(one)!)] };
}
