using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>The guardrails on the words of one side of the call.</summary>
internal sealed class GuardedSide
{
    private readonly PhraseAutomaton _automaton;
    private readonly GuardHit[][] _phrases;
    private readonly WordPatterns _patterns;

    public GuardedSide(IEnumerable<KeyValuePair<string, GuardrailDefinition>> guardrails)
    {
        // What only redacts does its work on what is written.
        var watching = guardrails.Where(one => one.Value.Action != GuardrailDefinition.Redact).ToList();
        // Two guardrails may have the same phrase.
        var phrases = (from guardrail in watching
                       let definition = guardrail.Value as PhraseGuardrailDefinition
                       where definition is not null
                       from phrase in definition.Phrases
                       group new GuardHit(guardrail.Key, definition, phrase) by FoldedText.Pattern(phrase)).ToList();
        _phrases = [.. phrases.Select(hits => hits.ToArray())];
        _automaton = new PhraseAutomaton([.. phrases.Select(hits => hits.Key)]);
        _patterns = new WordPatterns(watching);
        CardGuards = [.. watching.Where(one => one.Value is PersonalDataGuardrailDefinition { Kinds: var kinds } && kinds.Contains("card"))
            .Select(one => new GuardHit(one.Key, one.Value, "card"))];
    }

    /// <summary>Those that watch for card numbers, which may take several turns.</summary>
    public IReadOnlyList<GuardHit> CardGuards { get; }

    public bool IsEmpty => _phrases.Length == 0 && _patterns.IsEmpty;

    /// <summary>For the words of one item.</summary>
    public GuardedWords Open() => new(_phrases, _automaton, _patterns);
}
