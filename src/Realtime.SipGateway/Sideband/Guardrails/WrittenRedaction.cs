namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// What is taken out of words before they are put into events: by the agent that has the call and by all that had it. What the first one's callers may not
/// have written down is not written down piece by piece later.
/// </summary>
internal sealed class WrittenRedaction
{
    private readonly List<GuardrailSet> _sets = [];

    public WrittenRedaction(GuardrailSet guardrails) => Add(guardrails);

    /// <summary>True when something is taken out.</summary>
    public bool Redacts => _sets.Count > 0;

    /// <summary>True when digits that a turn begins or ends with may be a part of a card number.</summary>
    public bool Digits { get; private set; }

    /// <summary>A further agent has, or had, the call.</summary>
    public void Add(GuardrailSet guardrails)
    {
        if (guardrails.Redacts && !_sets.Contains(guardrails))
        {
            _sets.Add(guardrails);
            Digits |= guardrails.Digits;
        }
    }

    /// <inheritdoc cref="GuardrailSet.Find"/>
    public List<(int Start, int End, string Mark)> Find(string clean) => _sets.Count == 1
        ? _sets[0].Find(clean)
        : [.. _sets.SelectMany(set => set.Find(clean)).OrderBy(static one => one.Start).ThenByDescending(static one => one.End)];

    /// <inheritdoc cref="GuardrailSet.Redact"/>
    public string Redact(string text) => _sets.Aggregate(text, static (rest, set) => set.Redact(rest));

    /// <summary>A whole turn of the caller: also without digits that may be a part of a card number which goes on in the next one.</summary>
    public string RedactTurn(string text) => Digits ? TurnDigits.Redact(Redact(text)) : text;
}
