using System.Text;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// The guardrails of one agent, made ready: per side all phrases in one automaton and all patterns in another, and what is taken out of
/// everything written. Immutable; shared by all calls of the agent.
/// </summary>
internal sealed class GuardrailSet
{
    private readonly WordPatterns _redactions;

    public GuardrailSet(IReadOnlyList<KeyValuePair<string, GuardrailDefinition>> guardrails)
    {
        Agent = new GuardedSide(guardrails.Where(one => one.Value.On.Contains(GuardrailDefinition.Agent)));
        Caller = new GuardedSide(guardrails.Where(one => one.Value.On.Contains(GuardrailDefinition.Caller)));
        Judged = [.. guardrails.Where(static one => one.Value is JudgedGuardrailDefinition)
            .Select(static one => KeyValuePair.Create(one.Key, (JudgedGuardrailDefinition)one.Value))];
        // Personal data that was stopped or warned of is no less personal.
        var redacting = guardrails.Where(one => one.Value.Action == GuardrailDefinition.Redact || one.Value is PersonalDataGuardrailDefinition).ToList();
        _redactions = new WordPatterns(redacting);
        Phrases = new PhraseRedaction(redacting);
        Digits = redacting.Exists(one => one.Value is PersonalDataGuardrailDefinition { Kinds: var kinds } && kinds.Contains("card"));
    }

    /// <summary>What the agent must not say.</summary>
    public GuardedSide Agent { get; }

    /// <summary>What is watched in the caller's words.</summary>
    public GuardedSide Caller { get; }

    /// <summary>What somebody else judges, on either side.</summary>
    public IReadOnlyList<KeyValuePair<string, JudgedGuardrailDefinition>> Judged { get; }

    /// <summary>True when something is taken out of what is written.</summary>
    public bool Redacts => !_redactions.IsEmpty || !Phrases.IsEmpty;

    /// <summary>True when digits that a turn begins or ends with may be a part of a card number.</summary>
    public bool Digits { get; }

    private PhraseRedaction Phrases { get; }

    /// <summary>What is taken out of a text that <see cref="GuardedText.Clean"/> gave, in order, and what stands there instead.</summary>
    public List<(int Start, int End, string Mark)> Find(string clean) => [.. _redactions.Find(clean)
        .Select(one => (one.Start, one.End, Mark: one.Hit.What is { } kind && one.Hit.Definition is PersonalDataGuardrailDefinition ? $"[{kind}]" : Redactor.Mark))
        .Concat(Phrases.Find(clean)).OrderBy(one => one.Start).ThenByDescending(one => one.End)];

    /// <summary>The text without what the guardrails take out; the same instance when there is nothing.</summary>
    public string Redact(string text)
    {
        if (!Redacts || text.Length == 0)
        {
            return text;
        }

        var clean = GuardedText.Clean(text);
        var found = Find(clean);
        if (found.Count == 0)
        {
            return text;
        }

        var kept = new StringBuilder(clean.Length);
        var at = 0;
        foreach (var (start, end, mark) in found)
        {
            if (start >= at)
            {
                kept.Append(clean, at, start - at).Append(mark);
            }

            at = Math.Max(at, end);
        }

        return kept.Append(clean, at, clean.Length - at).ToString();
    }
}
