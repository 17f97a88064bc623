using System.Text.RegularExpressions;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Guardrails.PersonalData;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Guardrails that look at a stretch of text: regular expressions and personal data. All expressions are first tried as one automaton, which
/// nearly always says no. Immutable; shared by all calls of an agent.
/// </summary>
internal sealed class WordPatterns
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private readonly Regex? _any;
    private readonly List<(GuardHit Hit, Regex Pattern)> _patterns = [];
    private readonly List<(string Name, GuardrailDefinition Definition, PersonalDataKind Kinds)> _data = [];

    public WordPatterns(IEnumerable<KeyValuePair<string, GuardrailDefinition>> guardrails)
    {
        foreach (var (name, definition) in guardrails)
        {
            switch (definition)
            {
                case PatternGuardrailDefinition patterns:
                    _patterns.AddRange(patterns.Patterns.Select(pattern => (new GuardHit(name, definition, pattern), new Regex(pattern, Options))));
                    break;
                case PersonalDataGuardrailDefinition data:
                    _data.Add((name, definition, KindsOf(data)));
                    break;
                default:
                    break;
            }
        }

        if (_patterns.Count > 0)
        {
            _any = new Regex(string.Join('|', _patterns.Select(one => $"(?:{one.Pattern})")), Options);
        }
    }

    public bool IsEmpty => _patterns.Count == 0 && _data.Count == 0;

    /// <summary>All matches in a text that <see cref="GuardedText.Clean"/> gave.</summary>
    public List<(GuardHit Hit, int Start, int End)> Find(string text)
    {
        var found = new List<(GuardHit Hit, int Start, int End)>();
        if (_any?.IsMatch(text) == true)
        {
            foreach (var (hit, pattern) in _patterns)
            {
                foreach (var match in pattern.EnumerateMatches(text))
                {
                    found.Add((hit, match.Index, match.Index + match.Length));
                }
            }
        }

        foreach (var (name, definition, kinds) in _data)
        {
            foreach (var find in PersonalDataFinder.Find(text, kinds))
            {
                found.Add((new GuardHit(name, definition, find.Name), find.Start, find.End));
            }
        }

        return found;
    }

    public static PersonalDataKind KindsOf(PersonalDataGuardrailDefinition definition) =>
        definition.Kinds.Aggregate(PersonalDataKind.None, static (kinds, name) => kinds | name switch
        {
            "card" => PersonalDataKind.Card,
            "iban" => PersonalDataKind.Iban,
            "email" => PersonalDataKind.Email,
            "phone" => PersonalDataKind.Phone,
            "national_id" => PersonalDataKind.NationalId,
            _ => PersonalDataKind.None,
        });
}
