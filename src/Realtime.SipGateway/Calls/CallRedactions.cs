namespace Realtime.SipGateway.Calls;

/// <summary>
/// What is taken out of everything written of one call, beside what is taken out of every call. Each is added once, in order, and none is ever taken back:
/// what one agent's callers may not have written down is not written down later either, whoever has the call, in whichever attempt.
/// </summary>
internal sealed class CallRedactions
{
    private volatile Func<string, string>[] _all = [];

    /// <summary>False when it was there already: the same method of the same object.</summary>
    public bool Add(Func<string, string> also)
    {
        if (_all.Contains(also))
        {
            return false;
        }

        _all = [.. _all, also];
        return true;
    }

    public string Apply(string text)
    {
        foreach (var redact in _all)
        {
            text = redact(text);
        }

        return text;
    }
}
