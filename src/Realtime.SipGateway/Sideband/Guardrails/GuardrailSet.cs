using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>The guardrails of one agent, made ready: all phrases of all of them in one automaton.</summary>
internal sealed class GuardrailSet
{
    private readonly PhraseAutomaton _automaton;
    private readonly GuardedPhrase[] _phrases;

    public GuardrailSet(IEnumerable<KeyValuePair<string, GuardrailDefinition>> guardrails)
    {
        _phrases =
        [
            .. from guardrail in guardrails
               let definition = guardrail.Value as PhraseGuardrailDefinition
               where definition is not null
               from phrase in definition.Phrases
               select new GuardedPhrase(guardrail.Key, definition, phrase),
        ];
        _automaton = new PhraseAutomaton([.. _phrases.Select(phrase => FoldedText.Pattern(phrase.Phrase))]);
    }

    public bool IsEmpty => _phrases.Length == 0;

    /// <summary>For the words of one item.</summary>
    public PhraseStream Open() => new(_automaton);

    public GuardedPhrase this[int match] => _phrases[match];
}
