using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.updated</c>: Somebody changed how the agent goes on; what is left out stays as it was.</summary>
/// <param name="By">Who.</param>
/// <param name="Instructions">In place of the agent's.</param>
/// <param name="Tools">Those of the agent's tools that it may still use.</param>
/// <param name="TurnDetection">In place of the agent's.</param>
/// <param name="Reset">What was changed before went back to the agent's own first.</param>
public sealed record ControlUpdated(string By, string? Instructions, IReadOnlyList<string>? Tools, TurnDetectionChange? TurnDetection, bool Reset) : CallEventData
{
    internal override string Type => "control.updated";

    public override CallEventData Redact(Redactor redactor) => this with
    {
        By = redactor.Text(By),
        Instructions = redactor.Text(Instructions),
        Tools = Tools?.Select(name => redactor.Text(name)).ToList(),
        TurnDetection = TurnDetection is null ? null : TurnDetection with { Type = redactor.Text(TurnDetection.Type), Eagerness = redactor.Text(TurnDetection.Eagerness) },
    };
}
