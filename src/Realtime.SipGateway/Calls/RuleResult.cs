using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>What trying a rule came to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RuleResult>))]
public enum RuleResult
{
    /// <summary>A condition failed.</summary>
    No,

    /// <summary>A single condition failed and at least one held: what an admin looks for who expected this rule.</summary>
    Near,

    /// <summary>All conditions held: the rule decided.</summary>
    Match,
}
