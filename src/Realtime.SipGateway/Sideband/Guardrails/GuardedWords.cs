using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>One item's words as they stream, past all guardrails of its side.</summary>
internal sealed class GuardedWords(GuardHit[][] phrases, PhraseAutomaton automaton, WordPatterns patterns)
{
    private readonly PhraseStream? _phrases = phrases.Length > 0 ? new PhraseStream(automaton) : null;
    private readonly WordWindow? _window = patterns.IsEmpty ? null : new WordWindow(patterns);
    private HashSet<string>? _told;

    /// <summary>Takes the next piece; the guardrails that it trips, each once per item.</summary>
    public IReadOnlyList<GuardHit> Feed(string piece)
    {
        List<GuardHit>? hits = null;
        if (_phrases is not null && _phrases.Feed(piece) != PhraseAutomaton.None)
        {
            hits = [.. _phrases.Completed.SelectMany(match => phrases[match])];
        }

        if (_window?.Feed(piece) is { Count: > 0 } found)
        {
            (hits ??= []).AddRange(found);
        }

        return hits is null ? [] : New(hits);
    }

    /// <summary>The item has no more words.</summary>
    public IReadOnlyList<GuardHit> End() => _window?.End() is { Count: > 0 } found ? New(found) : [];

    /// <summary>True when this guardrail was told already.</summary>
    public bool HasTold(GuardHit hit) => _told?.Contains(hit.Name) == true;

    /// <summary>A text that is complete.</summary>
    public IReadOnlyList<GuardHit> Whole(string text) => [.. Feed(text), .. End()];

    private List<GuardHit> New(List<GuardHit> hits)
    {
        _told ??= new(StringComparer.Ordinal);
        return [.. hits.Where(hit => _told.Add(hit.Name))];
    }

    /// <summary>What ends goes before what cuts, that before what only tells.</summary>
    public static int Strictness(GuardHit hit) => hit.Definition.Action switch
    {
        GuardrailDefinition.End => 3,
        GuardrailDefinition.Transfer => 2,
        GuardrailDefinition.Stop => 1,
        _ => 0,
    };
}
