using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>What trips lead to in one call: it goes on, the caller is transferred, it ends. Both sides' guards count here.</summary>
internal sealed class GuardEscalation(Call call, ResponseSequencer sequencer, Outbox outbox, Action wake, CancellationToken stopping)
{
    private const string TransferFailed = "The caller should have been transferred to a colleague, and nobody could take the call. Apologise and continue with what you may say.";

    private readonly Dictionary<string, int> _trips = new(StringComparer.Ordinal);
    private readonly PolicyTransfer _transfer = new(call, wake, stopping);
    private bool _holds;

    /// <summary>Set when a guardrail has had enough: the call ends.</summary>
    public CallOutcome? Ending { get; private set; }

    /// <summary>True when the next trip of this guardrail ends the call or transfers the caller.</summary>
    public bool IsLast(GuardHit hit)
    {
        var trips = _trips.GetValueOrDefault(hit.Name) + 1;
        return Ends(hit.Definition, trips) || Transfers(hit.Definition, trips);
    }

    /// <summary>One more trip of a guardrail. True: the call ends or the caller is transferred, and the agent is not to speak on.</summary>
    public bool Trip(GuardHit hit)
    {
        var trips = _trips[hit.Name] = _trips.GetValueOrDefault(hit.Name) + 1;
        if (Ends(hit.Definition, trips))
        {
            Ending ??= new CallOutcome(CallEndedBy.Policy, CallCause.GuardrailEnded, Reason: hit.Name);
            Hold();
            return true;
        }

        if (Transfers(hit.Definition, trips))
        {
            Transfer(hit.Definition.TransferTo!, hit.Name);
            return true;
        }

        return false;
    }

    /// <summary>A transfer that failed gives the caller back to the agent.</summary>
    public void Check()
    {
        if (_transfer.TakeResult() is not false)
        {
            return;
        }

        outbox.Add(ClientEvents.SystemItem(outbox.NextEventId(), TransferFailed));
        if (Ending is null)
        {
            _holds = false;
            sequencer.Release();
        }

        sequencer.Ask(ResponseRequest.GoOn);
    }

    /// <summary>One hold, however many trips lead to the end or the transfer.</summary>
    private void Hold()
    {
        if (!_holds)
        {
            _holds = true;
            sequencer.Hold();
        }
    }

    private static bool Ends(GuardrailDefinition definition, int trips) =>
        definition.Action == GuardrailDefinition.End || (definition.EndAfter > 0 && trips >= definition.EndAfter);

    private static bool Transfers(GuardrailDefinition definition, int trips) => definition.TransferTo is not null
        && (definition.Action == GuardrailDefinition.Transfer || (definition.TransferAfter > 0 && trips >= definition.TransferAfter));

    private void Transfer(string destination, string guardrail)
    {
        if (!_transfer.IsRunning)
        {
            Hold();
            _transfer.Begin(destination, guardrail);
        }
    }
}
