using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls;

/// <summary>The one decision on a call (P1), made by the rules and stored with the version that made it.</summary>
/// <param name="Accepted">True: <paramref name="Agent"/> and <paramref name="Target"/> say who answers. False: <paramref name="SipStatus"/> says how it is refused.</param>
/// <param name="Rule">Name of the rule that matched.</param>
/// <param name="PolicyVersion">Version of the policy document that holds the rule.</param>
/// <param name="Agent">Name of the agent in that version.</param>
/// <param name="Target">Name of the AI target in the site configuration.</param>
/// <param name="SipStatus">300–699 when refused.</param>
/// <param name="Reason">Text for the caller's network and the log when refused.</param>
/// <param name="Explanation">Each rule tried, in order, with the condition that failed; the last line is the match (P8).</param>
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
    /// <summary>All AI targets in the order to try them, <see cref="Target"/> first; null when there is only that one.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Name of the site's destination (a person, a queue, a voicemail) that gets the call when no AI target takes it; null: none.</summary>
    public string? Fallback { get; init; }

    /// <summary>The AI targets in the order to try them; empty when refused.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> TargetOrder => Targets ?? (Target is null ? [] : [Target]);

    public static CallDecision Accept(string rule, string policyVersion, string agent, string target, IReadOnlyList<string> explanation) =>
        new(true, rule, policyVersion, agent, target, null, null, explanation);

    public static CallDecision Reject(string rule, string policyVersion, int sipStatus, string? reason, IReadOnlyList<string> explanation) =>
        new(false, rule, policyVersion, null, null, sipStatus, reason, explanation);
}
