using System.Globalization;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>Writes the reasons of a decision: what the rules looked at, and of each rule tried the condition that failed.</summary>
internal static class RuleReasons
{
    /// <param name="rules">The rules of the version.</param>
    /// <param name="subject">The call.</param>
    /// <param name="match">The rule that decided.</param>
    /// <param name="explained">
    /// Rules to tell besides the match: the first half of them whatever they are, the rest near misses, wherever they stand.
    /// </param>
    public static DecisionReasons Of(RuleSet rules, RuleSubject subject, CompiledRule match, int explained)
    {
        var told = new List<RuleReason>();
        for (var index = 0; index < match.Index && told.Count < explained; index++)
        {
            if (told.Count < explained / 2 || IsNear(rules.Rules[index], subject))
            {
                told.Add(WhyNot(rules.Rules[index], subject));
            }
        }

        told.Add(new RuleReason(match.Index, match.Rule.Name, RuleResult.Match, Expected: match.Match));
        return new DecisionReasons([.. Facts(rules, subject)], told, match.Index + 1);
    }

    private static bool IsNear(CompiledRule rule, RuleSubject subject)
    {
        var failed = 0;
        foreach (var condition in rule.Conditions)
        {
            if (!condition.Holds(subject) && ++failed > 1)
            {
                return false;
            }
        }

        return rule.Conditions.Count > 1;
    }

    private static RuleReason WhyNot(CompiledRule rule, RuleSubject subject)
    {
        var failed = rule.Conditions.First(condition => !condition.Holds(subject));
        var result = IsNear(rule, subject) ? RuleResult.Near : RuleResult.No;
        return new RuleReason(rule.Index, rule.Rule.Name, result, failed.Path, failed.Sentence, failed.Actual(subject));
    }

    /// <summary>Trunk and both numbers always; the rest where some rule asks for it.</summary>
    private static IEnumerable<ReasonFact> Facts(RuleSet rules, RuleSubject subject)
    {
        var facts = subject.Facts;
        yield return new ReasonFact("trunk", string.IsNullOrEmpty(facts.Trunk) ? "(none)" : facts.Trunk);
        yield return new ReasonFact("dialled", Shown(facts.Dialled, "(none)"));
        yield return new ReasonFact("caller", Shown(facts.Caller, "anonymous"));
        foreach (var (name, value) in new[] { ("verstat", facts.Verstat), ("attestation", facts.Attestation) })
        {
            if (value is not null)
            {
                yield return new ReasonFact(name, value);
            }
        }

        // One condition of each kind knows how its fact is shown.
        foreach (var condition in rules.Shown)
        {
            yield return new ReasonFact(condition.Name, condition.Actual(subject));
        }

        if (rules.AsksForTime)
        {
            yield return new ReasonFact("at", facts.At is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "(unknown)");
        }
    }

    private static string Shown(string value, string empty) => value.Length == 0 ? empty : Conditions.Condition.Shorten(value);
}
