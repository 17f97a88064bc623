using System.Text.Json.Serialization;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// What an admin writes: agents, tools, guardrails, number lists, opening hours and the rules that pick among them, in one JSON document. Whatever executes or holds
/// secrets is only named here and defined in the site configuration (<c>DESIGN.md</c> §6.12).
/// </summary>
public sealed record PolicyDocument
{
    /// <summary>Format of the document that this gateway reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>For editors: the published JSON Schema.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Free text for people: what this version is about.</summary>
    public string? Note { get; init; }

    public IReadOnlyDictionary<string, AgentDefinition> Agents { get; init; } = new Dictionary<string, AgentDefinition>();

    public IReadOnlyDictionary<string, ToolDefinition> Tools { get; init; } = new Dictionary<string, ToolDefinition>();

    public IReadOnlyDictionary<string, GuardrailDefinition> Guardrails { get; init; } = new Dictionary<string, GuardrailDefinition>();

    /// <summary>Lists of numbers that rules ask for by name.</summary>
    public IReadOnlyDictionary<string, NumberListDefinition> Lists { get; init; } = new Dictionary<string, NumberListDefinition>();

    /// <summary>Opening hours that rules ask for by name.</summary>
    public IReadOnlyDictionary<string, HoursDefinition> Hours { get; init; } = new Dictionary<string, HoursDefinition>();

    /// <summary>What a call may use up; agents name theirs.</summary>
    public IReadOnlyDictionary<string, BudgetDefinition> Budgets { get; init; } = new Dictionary<string, BudgetDefinition>();

    /// <summary>Where supervisors take calls over to; null: to the agents' own destinations only.</summary>
    public TakeoverDefinition? Takeover { get; init; }

    /// <summary>In order; the first match decides; the last one matches everything.</summary>
    public IReadOnlyList<RuleDefinition> Rules { get; init; } = [];
}
