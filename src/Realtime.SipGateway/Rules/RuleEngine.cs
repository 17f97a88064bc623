using System.Globalization;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>Facts in, decision out, nothing else (P8): the same answer for a call and for an admin's question about one.</summary>
public static class RuleEngine
{
    /// <summary>Lines of an explanation besides the first and the last: it is stored with every call.</summary>
    public const int MaxExplained = 30;

    /// <param name="policy">The version in force.</param>
    /// <param name="facts">What is known of the call.</param>
    /// <param name="defaultTarget">Where a rule without a target sends its calls.</param>
    public static CallDecision Decide(Policy policy, CallFacts facts, string? defaultTarget)
    {
        var subject = RuleSubject.Of(facts);
        var lines = new List<string>(8) { Describe(facts) };
        var silent = 0;
        foreach (var compiled in policy.Compiled)
        {
            var whyNot = compiled.WhyNot(subject);
            if (whyNot is null)
            {
                return Decide(policy, compiled, defaultTarget, Close(lines, silent, compiled.Match));
            }

            // Near misses are what an admin looks for: they are told although the list is long already.
            if (lines.Count <= MaxExplained / 2 || (lines.Count <= MaxExplained && compiled.IsNear(subject)))
            {
                lines.Add(whyNot);
            }
            else
            {
                silent++;
            }
        }

        throw new InvalidOperationException($"No rule of policy {policy.Version} matched: its last rule must match every call.");
    }

    private static string Describe(CallFacts facts)
    {
        var trunk = string.IsNullOrEmpty(facts.Trunk) ? "(none)" : facts.Trunk;
        var verstat = facts.Verstat is null ? "" : $", verstat {facts.Verstat}" + (facts.Attestation is null ? "" : $" attestation {facts.Attestation}");
        return $"call: trunk {trunk}, dialled {facts.Dialled}, caller {(facts.Caller.Length == 0 ? "anonymous" : facts.Caller)}{verstat}";
    }

    private static List<string> Close(List<string> lines, int silent, string match)
    {
        if (silent > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {silent} more rules that did not match"));
        }

        lines.Add(match);
        return lines;
    }

    private static CallDecision Decide(Policy policy, CompiledRule compiled, string? defaultTarget, List<string> explanation)
    {
        var rule = compiled.Rule;
        if (rule.Accept is { } accept)
        {
            var target = accept.Targets?[0] ?? accept.Target ?? defaultTarget
                ?? throw new InvalidOperationException($"Rule {rule.Name} of policy {policy.Version} names no target and there is no default.");
            return CallDecision.Accept(rule.Name, policy.Version, accept.Agent, target, explanation) with
            {
                Targets = accept.Targets,
                Fallback = accept.Fallback,
            };
        }

        var reject = rule.Reject ?? new RejectAction();
        return CallDecision.Reject(rule.Name, policy.Version, reject.Status, reject.Reason, explanation);
    }
}
