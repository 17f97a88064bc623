namespace Realtime.SipGateway.Rules.Talk;

/// <summary>What is wrong with an agent's <c>silence</c> and <c>dtmf</c> that the schema cannot say.</summary>
internal static class TalkFaults
{
    public static void Check(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        CheckSilence(path + ".silence", agent, faults);
        CheckLimits(path + ".limits", agent, faults);
        PromptFaults.Check(path + ".prompts", agent, document, faults);
        if (agent.TellsDigits && agent.Tools.FirstOrDefault(name =>
            document.Tools.GetValueOrDefault(name) is CollectDigitsToolDefinition { Secret: true }) is { } secret)
        {
            faults.Add(new PolicyFault(
                path + ".dtmf", $"would show the model keys that the caller presses ahead of the secret input of the tool {secret}", $"\"{agent.Dtmf}\"",
                "set \"dtmf\": \"off\", or leave the secret input to another agent by hand_off"));
        }
    }

    private static void CheckLimits(string path, AgentDefinition agent, List<PolicyFault> faults)
    {
        if (agent.Limits is not { } limits)
        {
            return;
        }

        if (limits is { MaxTurns: null, MaxTalkSeconds: null })
        {
            faults.Add(new PolicyFault(path, "limits nothing", null, "give max_turns or max_talk_seconds"));
        }

        if (limits is { Action: LimitsDefinition.Warn, Finish: not null })
        {
            faults.Add(new PolicyFault(path + ".finish", "is how the conversation is left, and \"action\": \"warn\" does not leave it", null, "remove one of the two"));
        }

        FinishFaults.Check(path + ".finish", limits.Finish, agent, faults);
    }

    private static void CheckSilence(string path, AgentDefinition agent, List<PolicyFault> faults)
    {
        if (agent.Silence is not { } silence)
        {
            return;
        }

        if (silence.Say.Count > 0 && silence.Instructions is not null)
        {
            faults.Add(new PolicyFault(path + ".instructions", "excludes say: the prompt is either given word by word or left to the model", null, "remove one of the two"));
        }

        if (silence.Say.Count > silence.Prompts)
        {
            faults.Add(new PolicyFault(
                path + ".say", $"has more sentences than there are prompts ({silence.Prompts})", null, "raise prompts or remove the sentences that would never be said"));
        }

        FinishFaults.Check(path + ".finish", silence.Finish, agent, faults);
    }
}
