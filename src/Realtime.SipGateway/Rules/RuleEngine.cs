using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Facts in, decision out, nothing else (P8): the same answer for a call, for an admin's question about one, and for one that is replayed. The reasons
/// are looked for when somebody reads them.
/// </summary>
public static class RuleEngine
{
    /// <summary>Rules told in the reasons besides the match: they are stored with every call.</summary>
    public const int MaxExplained = 30;

    /// <summary>Rules told when an admin asks.</summary>
    public const int MaxExplainedInFull = 1_000;

    /// <summary>What a caller is told who cannot be sent where the rule says.</summary>
    private const int NotPossible = 480;

    /// <param name="policy">The version in force.</param>
    /// <param name="facts">What is known of the call.</param>
    /// <param name="defaultTarget">Where a rule without a target sends its calls.</param>
    public static CallDecision Decide(Policy policy, CallFacts facts, string? defaultTarget) => Decide(policy, facts, defaultTarget, MaxExplained);

    /// <summary>As <see cref="Decide(Policy, CallFacts, string?)"/>, with the reasons of up to <see cref="MaxExplainedInFull"/> rules.</summary>
    public static CallDecision Explain(Policy policy, CallFacts facts, string? defaultTarget) => Decide(policy, facts, defaultTarget, MaxExplainedInFull);

    private static CallDecision Decide(Policy policy, CallFacts facts, string? defaultTarget, int explained)
    {
        var subject = new RuleSubject(facts);
        var match = policy.Rules.FirstMatch(subject)
            ?? throw new InvalidOperationException($"No rule of policy {policy.Version} matched: its last rule must match every call.");
        var reasons = new Lazy<DecisionReasons>(() => RuleReasons.Of(policy.Rules, subject, match, explained));
        return Act(policy, match.Rule, facts, defaultTarget) with { LateReasons = reasons };
    }

    private static CallDecision Act(Policy policy, RuleDefinition rule, CallFacts facts, string? defaultTarget)
    {
        if (rule.Accept is { } accept)
        {
            var target = accept.Targets?[0] ?? accept.Target ?? defaultTarget
                ?? throw new InvalidOperationException($"Rule {rule.Name} of policy {policy.Version} names no target and there is no default.");
            return CallDecision.Accept(rule.Name, policy.Version, accept.Agent, target, []) with
            {
                Targets = accept.Targets,
                Fallback = accept.Fallback,
                Overrides = (accept.Model ?? accept.Voice ?? accept.Language) is null && accept.Variables is null
                    ? null
                    : new AgentOverrides(accept.Model, accept.Voice, accept.Language, accept.Variables),
            };
        }

        if (rule.Send is { } send)
        {
            // Only a call whose legs are ours can be taken elsewhere before an agent has it.
            return facts.Source == CallSourceKind.Sip
                ? CallDecision.Send(rule.Name, policy.Version, send.Destination, []) with { Fallback = send.Fallback }
                : CallDecision.Reject(rule.Name, policy.Version, NotPossible, $"only calls over this gateway's SIP edge can be sent to {send.Destination}", []);
        }

        var reject = rule.Reject ?? new RejectAction();
        return CallDecision.Reject(rule.Name, policy.Version, reject.Status, reject.Reason, []) with { Q850Cause = reject.Cause, ReasonText = reject.Text };
    }
}
