using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Numbers;

namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>What a call puts into slots. Pure: a call that is taken up elsewhere renders the same.</summary>
internal sealed class SlotValues
{
    private const string Unknown = "unknown";

    private readonly CallFacts _facts;
    private readonly AgentDefinition _agent;
    private readonly IReadOnlyDictionary<string, string>? _overrides;
    private readonly DateTimeOffset? _at;

    public SlotValues(AgentDefinition agent, CallFacts facts, AgentOverrides? overrides)
    {
        (_agent, _facts, _overrides) = (agent, facts, overrides?.Variables);
        var zone = agent.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc;
        _at = facts.At is { } at ? TimeZoneInfo.ConvertTime(at, zone) : null;
    }

    public string? Of(TemplateSlot slot) => slot.Name switch
    {
        "caller.number" => _facts.Caller,
        "caller.name" => _facts.CallerName,
        "caller.country" => CountryByPrefix.Find(NumberPattern.Normalise(_facts.Caller)) ?? Unknown,
        "dialled" => _facts.Dialled,
        "trunk" => _facts.Trunk ?? "none",
        "now" => Clock("yyyy-MM-dd HH:mm"),
        "date" => Clock("yyyy-MM-dd"),
        "time" => Clock("HH:mm"),
        "weekday" => Clock("dddd"),
        _ when slot.Variable is { } variable => Variable(variable),
        _ when slot.Header is { } header => _facts.Headers.FirstOrDefault(one => one.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Value,
        _ => null,
    };

    private string Clock(string format) => _at?.ToString(format, CultureInfo.InvariantCulture) ?? Unknown;

    private string Variable(string name) =>
        _overrides is not null && _overrides.TryGetValue(name, out var mine) ? mine : _agent.Variables.GetValueOrDefault(name, "");
}
