using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls;

/// <summary>The one decision on a call (P1), made by the rules and stored with the version that made it.</summary>
/// <param name="Accepted">True: <paramref name="Agent"/> and <paramref name="Target"/>, or <see cref="Destination"/>, say who answers. False: <paramref name="SipStatus"/> says how it is refused.</param>
/// <param name="Rule">Name of the rule that matched.</param>
/// <param name="PolicyVersion">Version of the policy document that holds the rule.</param>
/// <param name="Agent">Name of the agent in that version; null when no AI answers.</param>
/// <param name="Target">Name of the AI target in the site configuration.</param>
/// <param name="SipStatus">300–699 when refused.</param>
/// <param name="Reason">Text for the caller's network and the log when refused.</param>
/// <param name="Explanation">The reasons in lines for people: each rule tried, in order, with the condition that failed; the last line is the match (P8). Empty in stored events, which hold <see cref="Reasons"/>.</param>
public sealed record CallDecision(
    bool Accepted,
    string Rule,
    string PolicyVersion,
    string? Agent,
    string? Target,
    int? SipStatus,
    string? Reason,
    IReadOnlyList<string> Explanation)
{
    private readonly Lazy<DecisionReasons>? _reasons;

    /// <summary>All AI targets in the order to try them, <see cref="Target"/> first; null when there is only that one.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Name of the site's destination (a person, a queue, a voicemail) that gets the call when nobody before it takes it; null: none.</summary>
    public string? Fallback { get; init; }

    /// <summary>Name of the site's destination that gets the call at once, without an agent; null: an agent answers, or nobody.</summary>
    public string? Destination { get; init; }

    /// <summary>Name of the day budget that is used up, for which no agent gets the call; null: none.</summary>
    public string? Budget { get; init; }

    /// <summary>What the rule sets on its agent; null: nothing.</summary>
    public AgentOverrides? Overrides { get; init; }

    /// <summary>ITU-T Q.850 cause for the caller's network when refused, 1 to 127; null: none.</summary>
    public int? Q850Cause { get; init; }

    /// <summary>Text of the Reason header when refused (RFC 3326, RFC 6432); null: none.</summary>
    public string? ReasonText { get; init; }

    /// <summary>Why, for programs; null of decisions that no rules made.</summary>
    public DecisionReasons? Reasons
    {
        get => _reasons?.Value;
        init => _reasons = value is null ? null : new Lazy<DecisionReasons>(value);
    }

    /// <summary>The AI targets in the order to try them; empty when refused.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> TargetOrder => Targets ?? (Target is null ? [] : [Target]);

    /// <summary>Reasons that are looked for when somebody reads them: most decisions are never asked why.</summary>
    internal Lazy<DecisionReasons> LateReasons
    {
        init
        {
            _reasons = value;
            Explanation = new ReasonLines(value);
        }
    }

    public static CallDecision Accept(string rule, string policyVersion, string agent, string target, IReadOnlyList<string> explanation) =>
        new(true, rule, policyVersion, agent, target, null, null, explanation);

    public static CallDecision Reject(string rule, string policyVersion, int sipStatus, string? reason, IReadOnlyList<string> explanation) =>
        new(false, rule, policyVersion, null, null, sipStatus, reason, explanation);

    /// <summary>No agent: the caller is taken to a destination of the site's.</summary>
    public static CallDecision Send(string rule, string policyVersion, string destination, IReadOnlyList<string> explanation) =>
        new(true, rule, policyVersion, null, null, null, null, explanation) { Destination = destination };
}
