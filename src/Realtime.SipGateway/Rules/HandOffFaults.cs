using System.Globalization;

namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with the agents that an agent may hand its calls to.</summary>
internal static class HandOffFaults
{
    public static void Check(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        var tool = agent.Tools.FirstOrDefault(name => document.Tools.GetValueOrDefault(name) is SendToAgentToolDefinition);
        if (tool is not null && agent.HandOff.Count == 0)
        {
            faults.Add(new PolicyFault(path + ".hand_off", $"is missing, so the tool {tool} could send to nobody", null, "name the agents that may take over"));
        }
        else if (tool is null && agent.HandOff.Count > 0)
        {
            faults.Add(new PolicyFault(path + ".hand_off", "cannot happen: the agent has no tool of type send_to_agent", null, "add one to tools"));
        }

        for (var index = 0; index < agent.HandOff.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.hand_off[{index}]");
            if (!document.Agents.TryGetValue(agent.HandOff[index], out var other))
            {
                faults.Add(PolicyValidator.Unknown(at, agent.HandOff[index], document.Agents.Keys, "agent"));
            }
            else if (other.Model != agent.Model)
            {
                faults.Add(new PolicyFault(
                    at, $"has the model {other.Model}, and a session keeps its own ({agent.Model})", PolicyValidator.Quote(agent.HandOff[index]), "give both agents the same model"));
            }
        }
    }
}
