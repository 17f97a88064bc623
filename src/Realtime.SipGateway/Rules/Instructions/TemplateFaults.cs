using System.Globalization;
using Realtime.SipGateway.Rules.Hours;

namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>What is wrong with slots and variables: names that mean nothing, variables that nobody sets or uses, texts that could grow too long.</summary>
internal static class TemplateFaults
{
    private const string Marks = "caller_data>";

    public static void Check(PolicyDocument document, List<PolicyFault> faults)
    {
        foreach (var (name, agent) in document.Agents)
        {
            var path = $"agents.{name}";
            if (agent.TimeZone is { } zone)
            {
                HoursFaults.CheckZone(path + ".time_zone", zone, faults);
            }

            CheckText(path + ".instructions", agent.Instructions, CallAgent.MaxInstructions, CallAgent.Notice.Length + 2, faults);
            CheckText(path + ".greeting", agent.Greeting, CallAgent.MaxGreeting, 0, faults);
            CheckVariables(path, name, agent, document, faults);
        }
    }

    private static void CheckText(string path, string? text, int longest, int notice, List<PolicyFault> faults)
    {
        if (text is null)
        {
            return;
        }

        var template = InstructionTemplate.Parse(text, (slot, why, advice) => faults.Add(new PolicyFault(path, why, PolicyValidator.Quote(slot), advice)));
        if (text.Contains(Marks, StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(new PolicyFault(path, "holds the mark of caller data itself", "<" + Marks, "the gateway writes it around values"));
        }

        if (template.LongestText + (template.HoldsCallerData ? notice : 0) is var most && most > longest)
        {
            faults.Add(new PolicyFault(
                path, string.Create(CultureInfo.InvariantCulture, $"could have {most} characters once its slots are filled; at most {longest}"), null,
                "shorten the text or the slots: {{caller.name|text 40}}"));
        }
    }

    private static void CheckVariables(string path, string name, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        var used = Used(agent);
        CheckValues(path + ".variables", agent.Variables, used, name, faults);
        var isSetSomewhere = new HashSet<string>(agent.Variables.Keys, StringComparer.Ordinal);
        for (var index = 0; index < document.Rules.Count; index++)
        {
            if (document.Rules[index].Accept is not { } accept || accept.Agent != name)
            {
                continue;
            }

            var at = string.Create(CultureInfo.InvariantCulture, $"rules[{index}].accept.variables");
            CheckValues(at, accept.Variables ?? new Dictionary<string, string>(), used, name, faults);
            isSetSomewhere.UnionWith(accept.Variables?.Keys ?? []);
            faults.AddRange(used.Where(variable => !agent.Variables.ContainsKey(variable) && accept.Variables?.ContainsKey(variable) != true)
                .Select(variable => new PolicyFault(
                    $"{at}.{variable}", "is missing", null, $"agent {name} uses {{{{var.{variable}}}}}: set it here, or a usual value in {path}.variables")));
        }

        // No rule speaks when one agent sends the call to another.
        if (document.Agents.FirstOrDefault(one => one.Value.HandOff.Contains(name)).Key is { } sender)
        {
            faults.AddRange(used.Where(variable => !agent.Variables.ContainsKey(variable)).Select(variable => new PolicyFault(
                $"{path}.variables.{variable}", "is missing", null, $"agent {sender} hands calls to this one, which uses {{{{var.{variable}}}}}: set a usual value here")));
            return;
        }

        faults.AddRange(used.Where(variable => !isSetSomewhere.Contains(variable) && !document.Rules.Any(rule => rule.Accept?.Agent == name))
            .Select(variable => new PolicyFault($"{path}.variables.{variable}", "is missing", null, $"the agent uses {{{{var.{variable}}}}}")));
    }

    private static void CheckValues(string path, IReadOnlyDictionary<string, string> variables, HashSet<string> used, string agent, List<PolicyFault> faults)
    {
        foreach (var (name, value) in variables)
        {
            if (!used.Contains(name))
            {
                faults.Add(new PolicyFault($"{path}.{name}", $"is used nowhere in the texts of agent {agent}", PolicyValidator.Quote(value), NearestName.Advice(name, used)));
            }

            if (value.Contains(Marks, StringComparison.OrdinalIgnoreCase) || value.Contains("{{", StringComparison.Ordinal))
            {
                faults.Add(new PolicyFault($"{path}.{name}", "holds a slot or the mark of caller data: values are not filled in again", PolicyValidator.Quote(value)));
            }
        }
    }

    private static HashSet<string> Used(AgentDefinition agent) =>
        InstructionTemplate.Parse(agent.Instructions).Slots.Concat(agent.Greeting is null ? [] : InstructionTemplate.Parse(agent.Greeting).Slots)
            .Select(static slot => slot.Variable).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
