using System.Globalization;
using Realtime.SipGateway.Rules.Conditions;

namespace Realtime.SipGateway.Rules;

/// <summary>What the schema cannot say of rules: agents, targets and destinations that must exist, actions that exclude each other, rules that could never match.</summary>
internal static class RuleFaults
{
    /// <summary>Refusals that ask the caller's side for something or belong to the protocol: a rule that sent one would be misunderstood.</summary>
    private static readonly Dictionary<int, string> NotForRules = new()
    {
        [401] = "asks for credentials that nobody would check",
        [407] = "asks for credentials that nobody would check",
        [412] = "belongs to PUBLISH",
        [420] = "says that an extension is not understood",
        [421] = "says that an extension is missing",
        [422] = "belongs to session timers",
        [423] = "belongs to registrations",
        [469] = "belongs to INFO",
        [481] = "says that there is no such call",
        [482] = "says that there is a loop",
        [483] = "says that there are too many hops",
        [487] = "answers a CANCEL",
        [489] = "belongs to SUBSCRIBE",
        [491] = "says that two requests crossed",
        [494] = "belongs to security agreements",
    };

    public static void Check(PolicyDocument document, PolicySite site, List<PolicyFault> faults)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < document.Rules.Count; index++)
        {
            var rule = document.Rules[index];
            var path = string.Create(CultureInfo.InvariantCulture, $"rules[{index}]");
            if (!names.Add(rule.Name))
            {
                faults.Add(new PolicyFault(path + ".name", "is the name of an earlier rule too", Quote(rule.Name)));
            }

            CheckAction(path, rule, document, site, faults);
            if (rule.When is { } when)
            {
                ConditionFaults.Check(path + ".when", when, document, faults);
            }

            CheckReach(path, rule, isLast: index == document.Rules.Count - 1, faults);
        }
    }

    private static void CheckAction(string path, RuleDefinition rule, PolicyDocument document, PolicySite site, List<PolicyFault> faults)
    {
        var actions = new[] { rule.Accept is null ? null : "accept", rule.Reject is null ? null : "reject", rule.Send is null ? null : "send" }.OfType<string>().ToList();
        if (actions.Count != 1)
        {
            var why = actions.Count == 0 ? "has neither accept, reject nor send" : $"has {string.Join(" and ", actions)}";
            faults.Add(new PolicyFault(path, why, Quote(rule.Name), "exactly one of them"));
        }

        if (rule.Accept is { } accept)
        {
            CheckAccept(path + ".accept", accept, document, site, faults);
        }

        if (rule.Reject is { } reject && NotForRules.TryGetValue(reject.Status, out var meaning))
        {
            var status = reject.Status.ToString(CultureInfo.InvariantCulture);
            faults.Add(new PolicyFault(path + ".reject.status", meaning, status, "603 declines, 486 is busy, 480 is not available, 403 forbids, 404 knows no such number"));
        }

        if (rule.Send is { } send)
        {
            CheckSend(path, rule, send, site, faults);
        }
    }

    private static void CheckAccept(string path, AcceptAction accept, PolicyDocument document, PolicySite site, List<PolicyFault> faults)
    {
        if (!document.Agents.TryGetValue(accept.Agent, out var agent))
        {
            faults.Add(PolicyValidator.Unknown(path + ".agent", accept.Agent, document.Agents.Keys, "agent"));
        }
        else if (accept.Language is not null && agent.Transcription is null)
        {
            faults.Add(new PolicyFault(path + ".language", "is a hint for the transcription, which the agent has switched off", Quote(accept.Language)));
        }

        if (accept is { Target: not null, Targets: not null })
        {
            faults.Add(new PolicyFault(path + ".targets", "stands beside target", null, "exactly one of the two"));
        }
        else if (accept is { Target: null, Targets: null } && site.DefaultTarget is null)
        {
            faults.Add(new PolicyFault(path + ".target", "is missing, and the site has no default target", null, NearestName.Advice("", site.Targets)));
        }

        if (accept.Target is { } target && !site.Targets.Contains(target))
        {
            faults.Add(PolicyValidator.Unknown(path + ".target", target, site.Targets, "target"));
        }

        PolicyValidator.CheckNames(path + ".targets", accept.Targets ?? [], site.Targets, "target", faults);
        CheckDestination(path + ".fallback", accept.Fallback, site, faults);
    }

    private static void CheckSend(string path, RuleDefinition rule, SendAction send, PolicySite site, List<PolicyFault> faults)
    {
        CheckDestination(path + ".send.destination", send.Destination, site, faults);
        CheckDestination(path + ".send.fallback", send.Fallback, site, faults);
        if (send.Fallback == send.Destination)
        {
            faults.Add(new PolicyFault(path + ".send.fallback", "is the destination itself", Quote(send.Destination), "name another one or leave it out"));
        }

        if (rule.When?.Source is { } sources && !sources.Contains("sip"))
        {
            faults.Add(new PolicyFault(
                path + ".send", "could never be done: only calls over this gateway's SIP edge can be sent elsewhere", Quote(rule.Name),
                "accept them with an agent that transfers, or reject them"));
        }
    }

    private static void CheckDestination(string path, string? name, PolicySite site, List<PolicyFault> faults)
    {
        if (name is not null && !site.Destinations.Contains(name))
        {
            faults.Add(site.Destinations.Count == 0
                ? new PolicyFault(path, "is no destination that is defined", Quote(name), "define it under Destinations in the site configuration")
                : PolicyValidator.Unknown(path, name, site.Destinations, "destination"));
        }
    }

    private static void CheckReach(string path, RuleDefinition rule, bool isLast, List<PolicyFault> faults)
    {
        var always = rule.When is not { } when || ConditionFaults.IsEmpty(when);
        if (isLast && !always)
        {
            faults.Add(new PolicyFault(path + ".when", "is on the last rule, so some calls would match no rule", null,
                "end with a rule without \"when\", for example { \"name\": \"otherwise\", \"reject\": { \"status\": 603 } }"));
        }
        else if (!isLast && always)
        {
            faults.Add(new PolicyFault(path, "matches every call, so the rules after it can never match", Quote(rule.Name), "move it to the end"));
        }
    }

    private static string Quote(string text) => PolicyValidator.Quote(text);
}
