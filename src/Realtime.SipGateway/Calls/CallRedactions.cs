namespace Realtime.SipGateway.Calls;

/// <summary>
/// What is taken out of everything written of one call, beside what is taken out of every call. Each is added once, in order, and none is ever taken back:
/// what one agent's callers may not have written down is not written down later either, whoever has the call, in whichever attempt.
/// </summary>
internal sealed class CallRedactions
{
    /// <summary>Redaction asks nobody and waits for nothing: who compares before and after sees what was done in between, by itself.</summary>
    [ThreadStatic]
    private static long _byGuardrails;

    private volatile (Func<string, string> Redact, bool IsGuardrail)[] _all = [];

    /// <summary>Texts out of which guardrails have taken something, in whichever call, on this thread.</summary>
    public static long ByGuardrails => _byGuardrails;

    /// <summary>False when it was there already: the same method of the same object.</summary>
    /// <param name="also">The text without what it takes out; the same text when there is nothing.</param>
    /// <param name="isGuardrail">A guardrail says so, and the record counts it.</param>
    public bool Add(Func<string, string> also, bool isGuardrail)
    {
        if (Array.Exists(_all, one => one.Redact == also))
        {
            return false;
        }

        _all = [.. _all, (also, isGuardrail)];
        return true;
    }

    public string Apply(string text)
    {
        var taken = false;
        foreach (var (redact, isGuardrail) in _all)
        {
            var rest = redact(text);
            taken |= isGuardrail && !string.Equals(rest, text, StringComparison.Ordinal);
            text = rest;
        }

        _byGuardrails += taken ? 1 : 0;
        return text;
    }
}
