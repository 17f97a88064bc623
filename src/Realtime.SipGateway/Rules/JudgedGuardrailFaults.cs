namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with guardrails that somebody else judges.</summary>
internal static class JudgedGuardrailFaults
{
    public static void Check(string path, JudgedGuardrailDefinition guardrail, List<PolicyFault> faults)
    {
        if (guardrail.Action == GuardrailDefinition.Redact)
        {
            faults.Add(new PolicyFault(
                path + ".action", "cannot take out words that somebody else judges when they are written", "\"redact\"",
                "use stop, warn, transfer or end; phrases, patterns and personal_data can redact"));
        }

        if (guardrail is TopicGuardrailDefinition { Allowed.Count: 0, Forbidden.Count: 0 })
        {
            faults.Add(new PolicyFault(path + ".forbidden", "is missing, and so is allowed: everything may be spoken about", null, "describe a subject in forbidden or in allowed"));
        }

        if (guardrail is not HttpGuardrailDefinition http)
        {
            return;
        }

        if (ToolSlot.NamesIn(http.Url).Any())
        {
            faults.Add(new PolicyFault(path + ".url", "holds slots, which nothing fills here", ToolFaults.Quote(http.Url), "the words are in the body"));
        }
        else
        {
            HttpToolFaults.CheckUrl(path + ".url", http.Url, [], faults, isLater: false);
        }

        foreach (var (name, value) in http.Headers)
        {
            HttpToolFaults.CheckHeader($"{path}.headers.{name}", name, value, faults);
        }
    }
}
