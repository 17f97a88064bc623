namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with an agent's <c>handler</c> that the schema cannot say.</summary>
internal static class HandlerFaults
{
    public static void Check(string path, AgentDefinition agent, List<PolicyFault> faults)
    {
        if (agent is { Handler: not null, Transcription: null })
        {
            faults.Add(new PolicyFault(
                path + ".handler", "needs the caller's words, and transcription is off", null, "name a transcription model, or leave handler out"));
        }
    }
}
