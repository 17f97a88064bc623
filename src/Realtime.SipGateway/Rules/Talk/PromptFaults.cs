using System.Globalization;

namespace Realtime.SipGateway.Rules.Talk;

/// <summary>What is wrong with an agent's <c>prompts</c> that the schema cannot say.</summary>
internal static class PromptFaults
{
    public static void Check(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < agent.Prompts.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            var prompt = agent.Prompts[index];
            if (!names.Add(prompt.Name))
            {
                faults.Add(new PolicyFault(at + ".name", "is the name of another prompt of the agent", $"\"{prompt.Name}\""));
            }

            if (prompt.Say is null == prompt.Check is null)
            {
                faults.Add(new PolicyFault(
                    at, prompt.Say is null ? "has nothing to say" : "has both say and check", null, "give either say (the words) or check (what the model decides by)"));
            }

            if (prompt.Check is null && prompt.TimeoutMs != PromptDefinition.DefaultTimeoutMs)
            {
                faults.Add(new PolicyFault(at + ".timeout_ms", "is the time of check, and there is none", null, "remove it"));
            }

            CheckTime(at, prompt, faults);
            CheckEvent(at, prompt, agent, document, faults);
        }
    }

    private static void CheckTime(string at, PromptDefinition prompt, List<PolicyFault> faults)
    {
        const double ShortestTime = 5;
        const double LongestSilence = 600;
        if (prompt.IsTimed && prompt.AfterSeconds is not >= ShortestTime)
        {
            faults.Add(new PolicyFault(
                at + ".after_seconds", "is when the prompt comes up, and must be given", Text(prompt.AfterSeconds), "5 to 3600 seconds from the agent's beginning; or name an event with on"));
        }
        else if (prompt is { IsTimed: false, AfterSeconds: not null } && prompt.On != PromptDefinition.Silence)
        {
            faults.Add(new PolicyFault(at + ".after_seconds", $"does not go with \"on\": \"{prompt.On}\"", Text(prompt.AfterSeconds), "remove one of the two"));
        }
        else if (prompt is { On: PromptDefinition.Silence, AfterSeconds: > LongestSilence })
        {
            faults.Add(new PolicyFault(at + ".after_seconds", "is longer than a silence can be", Text(prompt.AfterSeconds), "2 to 600 seconds"));
        }

        if (prompt is { IsTimed: false, EverySeconds: not null })
        {
            faults.Add(new PolicyFault(at + ".every_seconds", $"does not go with \"on\": \"{prompt.On}\"", Text(prompt.EverySeconds), "remove one of the two"));
        }

        if (prompt is { IsTimed: true, EverySeconds: null, Max: > 1 })
        {
            faults.Add(new PolicyFault(at + ".max", "is more than the one time at which the prompt comes up", Text(prompt.Max), "add every_seconds, or leave max out"));
        }
    }

    private static void CheckEvent(string at, PromptDefinition prompt, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        if (prompt.Tool is { } tool)
        {
            if (prompt.On is not (PromptDefinition.ToolCompleted or PromptDefinition.ToolFailed))
            {
                faults.Add(new PolicyFault(at + ".tool", "goes with \"on\": \"tool_completed\" or \"tool_failed\" only", $"\"{tool}\"", "remove it"));
            }
            else if (!agent.Tools.Contains(tool))
            {
                faults.Add(new PolicyFault(at + ".tool", "is no tool of the agent", $"\"{tool}\"", NearestName.Advice(tool, agent.Tools) ?? "name one of the agent's tools"));
            }
        }

        if (prompt.On == PromptDefinition.BudgetSoft && agent.Budget is null)
        {
            faults.Add(new PolicyFault(at + ".on", "waits for a budget, and the agent has none", "\"budget_soft\"", "give the agent a budget"));
        }

        if (prompt.On == PromptDefinition.Digits
            && agent.Tools.FirstOrDefault(name => document.Tools.GetValueOrDefault(name) is CollectDigitsToolDefinition { Secret: true }) is { } secret)
        {
            faults.Add(new PolicyFault(
                at + ".on", $"would speak into the secret input of the tool {secret}, whose keys may be pressed ahead", "\"digits\"",
                "leave the secret input to another agent by hand_off"));
        }
    }

    private static string? Text(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
