using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>handler.turn_state</c>: How it stands with the caller's turn that a program is to answer, so that who takes the call over goes on with it.</summary>
/// <param name="Turn">Counts from 1 in each call.</param>
/// <param name="IsOpen">It waits for an answer.</param>
/// <param name="IsModels">The model answers it, or has.</param>
/// <param name="By">Who made the agent speak first; null: nobody yet.</param>
public sealed record HandlerTurnState(int Turn, bool IsOpen, bool IsModels, string? By) : CallEventData
{
    internal override string Type => "handler.turn_state";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By) };
}
