using System.Text.RegularExpressions;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>Where phrases that are to be taken out stand in a text: whatever blanks and punctuation lie between their words.</summary>
internal sealed class PhraseRedaction
{
    private readonly Regex? _any;

    public PhraseRedaction(IEnumerable<KeyValuePair<string, GuardrailDefinition>> guardrails)
    {
        var patterns = guardrails.Select(one => one.Value).OfType<PhraseGuardrailDefinition>().SelectMany(one => one.Phrases)
            .Select(phrase => FoldedText.Pattern(phrase)).Where(folded => folded.Length > 0).Select(ToRegex).ToList();
        _any = patterns.Count == 0
            ? null
            : new Regex(string.Join('|', patterns), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    public bool IsEmpty => _any is null;

    /// <param name="text">As <see cref="GuardedText.Clean"/> gave it.</param>
    public IEnumerable<(int Start, int End, string Mark)> Find(string text)
    {
        if (_any is null)
        {
            return [];
        }

        var found = new List<(int Start, int End, string Mark)>();
        foreach (var match in _any.EnumerateMatches(text))
        {
            found.Add((match.Index, match.Index + match.Length, Redactor.Mark));
        }

        return found;
    }

    /// <summary>A blank at the beginning of a folded phrase: it begins with a word. Apostrophes may stand anywhere in a word.</summary>
    private static string ToRegex(string folded)
    {
        var words = folded.Split(FoldedText.Blank, StringSplitOptions.RemoveEmptyEntries).Select(word =>
            string.Join("['\u2019\u2018\u02bc]?", word.EnumerateRunes().Select(rune => Regex.Escape(rune.ToString()))));
        return (folded[0] == FoldedText.Blank ? @"\b" : "") + string.Join(@"[\W_]+", words);
    }
}
