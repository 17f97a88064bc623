using System.Globalization;
using System.Text;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.DryRuns;

/// <summary>What a decision comes to.</summary>
/// <param name="Rule">The rule that made it.</param>
/// <param name="Does">What happens to the call, in words; two decisions with the same words do the same.</param>
public sealed record DryRunOutcome(string Rule, string Does)
{
    public static DryRunOutcome Of(CallDecision decision) => new(decision.Rule, Describe(decision));

    private static string Describe(CallDecision decision)
    {
        var text = new StringBuilder();
        if (!decision.Accepted)
        {
            text.Append(CultureInfo.InvariantCulture, $"reject {decision.SipStatus}").Append(decision.Reason is null ? "" : $" {decision.Reason}");
            text.Append(decision.Q850Cause is { } cause ? string.Create(CultureInfo.InvariantCulture, $", cause {cause}") : "");
            text.Append(decision.ReasonText is null ? "" : $", reason {decision.ReasonText}");
        }
        else if (decision.Destination is { } destination)
        {
            text.Append("send to ").Append(destination);
        }
        else
        {
            text.Append("agent ").Append(decision.Agent).Append(" at ").AppendJoin(", ", decision.TargetOrder);
        }

        text.Append(decision.Fallback is null ? "" : $", else {decision.Fallback}");
        Describe(text, decision.Overrides);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, AgentOverrides? overrides)
    {
        Add("model", overrides?.Model);
        Add("voice", overrides?.Voice);
        Add("language", overrides?.Language);
        foreach (var (name, value) in (overrides?.Variables ?? new Dictionary<string, string>()).OrderBy(static variable => variable.Key, StringComparer.Ordinal))
        {
            Add(name, value);
        }

        void Add(string name, string? value) => text.Append(value is null ? "" : $", {name} {value}");
    }
}
