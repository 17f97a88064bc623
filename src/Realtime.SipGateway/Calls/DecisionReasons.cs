using System.Globalization;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>Why a call was decided as it was (P8): the facts used and each rule tried, in order; the last one is the match.</summary>
/// <param name="Facts">What the policy's rules look at.</param>
/// <param name="Rules">Rules tried, as many as are worth telling: the first ones and those that nearly matched.</param>
/// <param name="Tried">How many were tried, the match included.</param>
public sealed record DecisionReasons(IReadOnlyList<ReasonFact> Facts, IReadOnlyList<RuleReason> Rules, int Tried)
{
    /// <summary>The tree in lines for people: the call, each rule, what is left out, the match.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string>(Rules.Count + 2) { "call: " + string.Join(", ", Facts.Select(static fact => $"{fact.Name} {fact.Value}")) };
        lines.AddRange(Rules.SkipLast(1).Select(Line));
        if (Tried > Rules.Count)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {Tried - Rules.Count} more rules that did not match"));
        }

        lines.AddRange(Rules.TakeLast(1).Select(Line));
        return lines;
    }

    internal DecisionReasons Redact(Redactor redactor) => this with
    {
        Facts = [.. Facts.Select(fact => fact with { Value = fact.Name is "dialled" or "caller" ? redactor.Number(fact.Value) : redactor.Text(fact.Value) })],
        Rules = [.. Rules.Select(rule => rule with { Actual = redactor.Text(rule.Actual), Expected = redactor.Text(rule.Expected) })],
    };

    private static string Line(RuleReason rule) => rule.Result switch
    {
        RuleResult.Match => $"{rule.Rule}: match, {rule.Expected ?? "it takes every call"}",
        RuleResult.Near => $"{rule.Rule}: nearly, only \"{rule.Expected}\" fails: {rule.Actual}",
        _ => $"{rule.Rule}: no, \"{rule.Expected}\" fails: {rule.Actual}",
    };
}
