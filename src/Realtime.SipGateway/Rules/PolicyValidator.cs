using System.Globalization;
using Realtime.SipGateway.Rules.Afterwards;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Instructions;
using Realtime.SipGateway.Rules.Lists;
using Realtime.SipGateway.Rules.Talk;

namespace Realtime.SipGateway.Rules;

/// <summary>What the schema cannot say: names that must exist, rules that could never match, fields that exclude each other.</summary>
internal static class PolicyValidator
{
    public static IReadOnlyList<PolicyFault> Validate(PolicyDocument document, PolicySite site)
    {
        var faults = new List<PolicyFault>();
        foreach (var (name, agent) in document.Agents)
        {
            CheckAgent($"agents.{name}", agent, document, faults);
        }

        foreach (var (name, tool) in document.Tools)
        {
            ToolFaults.Check($"tools.{name}", tool, document, site, faults);
        }

        BudgetFaults.Check(document, site, faults);
        GuardrailFaults.Check(document, faults);
        NumberListFaults.Check(document, faults);
        HoursFaults.Check(document, faults);
        TakeoverFaults.Check(document, faults);
        TemplateFaults.Check(document, faults);
        RuleFaults.Check(document, site, faults);
        return faults.Count > PolicySchema.MaxFaults ? [.. faults.Take(PolicySchema.MaxFaults)] : faults;
    }

    private static void CheckAgent(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        CheckNames(path + ".tools", agent.Tools, document.Tools.Keys, "tool", faults);
        CheckNames(path + ".guardrails", agent.Guardrails, document.Guardrails.Keys, "guardrail", faults);
        if (agent.Budget is { } budget && !document.Budgets.ContainsKey(budget))
        {
            faults.Add(Unknown(path + ".budget", budget, document.Budgets.Keys, "budget"));
        }

        TransferFaults.Check(path, agent, document.Tools, faults);
        HandlerFaults.Check(path, agent, faults);
        HandOffFaults.Check(path, agent, document, faults);
        TalkFaults.Check(path, agent, document, faults);
        AfterCallFaults.Check(path, agent, faults);
        SessionLimitFaults.Check(path + ".session_limit", agent, faults);
        if (agent.Language is not null && agent.Transcription is null)
        {
            faults.Add(new PolicyFault(path + ".language", "is a hint for the transcription, which is off", Quote(agent.Language)));
        }

        if (agent.TurnDetection is { } turns)
        {
            CheckTurnDetection(path + ".turn_detection", turns, faults);
        }
    }

    internal static void CheckNames(
        string path, IReadOnlyList<string> names, IEnumerable<string> known, string what, List<PolicyFault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (!known.Contains(names[index]))
            {
                faults.Add(Unknown(at, names[index], known, what));
            }
            else if (!seen.Add(names[index]))
            {
                faults.Add(new PolicyFault(at, "is named twice", Quote(names[index])));
            }
        }
    }

    private static void CheckTurnDetection(string path, TurnDetectionDefinition turns, List<PolicyFault> faults)
    {
        var semantic = turns.Type == "semantic_vad";
        Misplaced("eagerness", turns.Eagerness is not null && !semantic, "semantic_vad");
        Misplaced("threshold", turns.Threshold is not null && semantic, "server_vad");
        Misplaced("prefix_padding_ms", turns.PrefixPaddingMs is not null && semantic, "server_vad");
        Misplaced("silence_duration_ms", turns.SilenceDurationMs is not null && semantic, "server_vad");

        void Misplaced(string property, bool wrong, string type)
        {
            if (wrong)
            {
                faults.Add(new PolicyFault($"{path}.{property}", $"belongs to the type {type} only", null, $"remove it or set \"type\": \"{type}\""));
            }
        }
    }

    internal static PolicyFault Unknown(string path, string name, IEnumerable<string> known, string what) =>
        new(path, $"is no {what} that is defined", Quote(name), NearestName.Advice(name, known));

    internal static string Quote(string text) => $"\"{(text.Length <= 60 ? text : text[..60] + "…")}\"";
}
