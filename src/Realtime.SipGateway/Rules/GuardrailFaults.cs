using System.Globalization;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with guardrails that the schema cannot say.</summary>
internal static class GuardrailFaults
{
    public static void Check(PolicyDocument document, List<PolicyFault> faults)
    {
        foreach (var (name, guardrail) in document.Guardrails)
        {
            var path = "guardrails." + name;
            if (guardrail is { Action: GuardrailDefinition.Stop } && guardrail.On.Contains(GuardrailDefinition.Caller))
            {
                faults.Add(new PolicyFault(path + ".on", "names the caller, whose words cannot be stopped", "\"caller\"", "use redact, warn, transfer or end, or a guardrail of its own for the caller"));
            }

            CheckTransfer(path, guardrail, faults);
            if (guardrail is JudgedGuardrailDefinition judged)
            {
                JudgedGuardrailFaults.Check(path, judged, faults);
            }

            if (guardrail is PatternGuardrailDefinition patterns)
            {
                CheckPatterns(path, patterns.Patterns, faults);
            }
        }

        foreach (var (name, agent) in document.Agents)
        {
            CheckDestinations("agents." + name, agent, document, faults);
            CheckListening("agents." + name, agent, document, faults);
        }
    }

    private static void CheckTransfer(string path, GuardrailDefinition guardrail, List<PolicyFault> faults)
    {
        var transfers = guardrail.Action == GuardrailDefinition.Transfer || guardrail.TransferAfter > 0;
        if (transfers && guardrail.TransferTo is null)
        {
            faults.Add(new PolicyFault(path + ".transfer_to", "is missing, and the guardrail transfers", null, "name a destination of the agents' transfer"));
        }
        else if (!transfers && guardrail.TransferTo is { } unused)
        {
            faults.Add(new PolicyFault(path + ".transfer_to", "is never used", $"\"{unused}\"", "set \"action\": \"transfer\" or transfer_after"));
        }
    }

    private static void CheckPatterns(string path, IReadOnlyList<string> patterns, List<PolicyFault> faults)
    {
        for (var index = 0; index < patterns.Count; index++)
        {
            if (WhyNot(patterns[index]) is { } why)
            {
                faults.Add(new PolicyFault(string.Create(CultureInfo.InvariantCulture, $"{path}.patterns[{index}]"), why, $"\"{patterns[index]}\""));
            }
        }
    }

    private static string? WhyNot(string pattern)
    {
        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
            return regex.IsMatch("") ? "matches nothing at all, so it would match everywhere" : null;
        }
        catch (RegexParseException fault)
        {
            return "is no regular expression: " + fault.Message;
        }
        catch (NotSupportedException)
        {
            return "needs backtracking (look-around, references back, atomic groups), which could stop the gateway";
        }
    }

    /// <summary>A guardrail that hears nothing would look as if it watched. What only redacts has nothing to do then.</summary>
    private static void CheckListening(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        if (agent.Transcription is not null)
        {
            return;
        }

        foreach (var name in agent.Guardrails)
        {
            if (document.Guardrails.GetValueOrDefault(name) is { Action: not GuardrailDefinition.Redact } guardrail && guardrail.On.Contains(GuardrailDefinition.Caller))
            {
                faults.Add(new PolicyFault(
                    path + ".guardrails", "has one that listens to the caller, and transcription is off", $"\"{name}\"", "name a transcription model, or a guardrail on the agent only"));
            }
        }
    }

    private static void CheckDestinations(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        var known = agent.Transfer?.Destinations.Keys ?? [];
        foreach (var name in agent.Guardrails)
        {
            if (document.Guardrails.GetValueOrDefault(name)?.TransferTo is { } destination && !known.Contains(destination, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(new PolicyFault(
                    path + ".transfer.destinations", $"does not have the destination of the guardrail {name}", $"\"{destination}\"", NearestName.Advice(destination, known)));
            }
        }
    }
}
