namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with a <c>finish</c> that the schema cannot say.</summary>
internal static class FinishFaults
{
    /// <param name="path">Of the definition.</param>
    /// <param name="finish">Null is fine: the call ends without a word.</param>
    /// <param name="agent">The agent whose callers it is about.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static void Check(string path, FinishDefinition? finish, AgentDefinition agent, List<PolicyFault> faults)
    {
        if (finish?.TransferTo is not { } destination || (agent.Transfer?.Destinations.ContainsKey(destination) ?? false))
        {
            return;
        }

        faults.Add(new PolicyFault(
            path + ".transfer_to", "is no transfer destination of the agent", $"\"{destination}\"",
            NearestName.Advice(destination, agent.Transfer?.Destinations.Keys ?? []) ?? "name one of the agent's transfer.destinations"));
    }
}
