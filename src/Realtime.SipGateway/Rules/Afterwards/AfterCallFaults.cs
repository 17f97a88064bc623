namespace Realtime.SipGateway.Rules.Afterwards;

/// <summary>What is wrong with an agent's <c>after_call</c> that the policy's schema cannot say.</summary>
internal static class AfterCallFaults
{
    public static void Check(string path, AgentDefinition agent, List<PolicyFault> faults)
    {
        if (agent.AfterCall is not { } after)
        {
            return;
        }

        if (after is { Summary: null, Outcome: null })
        {
            faults.Add(new PolicyFault(path + ".after_call", "asks for nothing", null, "add summary or outcome, or remove it"));
        }

        // Without other documents to fetch, and those are refused, the library reads without waiting.
        if (after.Outcome is { } outcome && OutcomeSchema.FaultOfAsync(outcome.Schema).GetAwaiter().GetResult() is { } fault)
        {
            faults.Add(new PolicyFault(path + ".after_call.outcome.schema", fault, PolicySchema.Show(outcome.Schema)));
        }
    }
}
