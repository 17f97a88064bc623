using System.Collections.Immutable;
using System.Text;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// What the caller of one call entered: by name for the tools that need it, and those that are secret, which are taken out of whatever comes back to
/// the model or is written down. It lives as long as the call, over attempts and processes. Read and written on any thread.
/// </summary>
public sealed class CollectedDigits
{
    /// <summary>Fewer keys are no secret that could be told from other digits: a menu choice, a count.</summary>
    public const int MinSecret = 3;

    /// <summary>From so many on they are taken out of longer digits too, where fewer would be found by chance.</summary>
    private const int MinWithin = 8;

    /// <summary>Characters between two digits: <c>12 34</c>, <c>12-34</c>, <c>1, 2, 3</c>.</summary>
    private const int MaxBetween = 2;

    /// <summary>Names, and secrets, of one call; far more than a call has. Beyond it the oldest secret is forgotten.</summary>
    private const int MaxKept = 64;

    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<string, string> _named = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
    private volatile string[] _secrets = [];
    private volatile string[] _longestFirst = [];

    /// <summary>As they are now; later ones do not change it.</summary>
    public IReadOnlyDictionary<string, string> Named => _named;

    /// <summary>Those that only tools may see, the oldest first.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    public bool IsEmpty => _named.IsEmpty && _secrets.Length == 0;

    internal void Save(string name, string digits)
    {
        lock (_gate)
        {
            if (_named.Count < MaxKept || _named.ContainsKey(name))
            {
                _named = _named.SetItem(name, digits);
            }
        }
    }

    /// <summary>From now on only tools may see them.</summary>
    internal void Hide(string digits)
    {
        lock (_gate)
        {
            if (digits.Length >= MinSecret && !_secrets.Contains(digits, StringComparer.Ordinal))
            {
                _secrets = [.. _secrets.Append(digits).TakeLast(MaxKept)];
                _longestFirst = [.. _secrets.OrderByDescending(static one => one.Length)];
            }
        }
    }

    /// <summary>What another process left; null: nothing.</summary>
    internal void Take(SnapshotDigits? left)
    {
        foreach (var (name, digits) in left?.Named ?? ImmutableDictionary<string, string>.Empty)
        {
            Save(name, digits);
        }

        foreach (var digits in left?.Secrets ?? [])
        {
            Hide(digits);
        }
    }

    /// <summary>The text without secret digits; the same instance when it has none.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _longestFirst)
        {
            text = Redact(text, secret);
        }

        return text;
    }

    private static string Redact(string text, string secret)
    {
        StringBuilder? kept = null;
        var at = 0;
        for (var start = text.IndexOf(secret[0]); start >= 0; start = start + 1 < text.Length ? text.IndexOf(secret[0], start + 1) : -1)
        {
            if (start < at || EndOf(text, start, secret) is not { } end)
            {
                continue;
            }

            (kept ??= new StringBuilder(text.Length)).Append(text, at, start - at).Append(Redactor.Mark);
            at = end;
        }

        return kept is null ? text : kept.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Where the secret that begins here ends; null when it does not begin here.</summary>
    private static int? EndOf(string text, int start, string secret)
    {
        var isShort = secret.Length < MinWithin;
        if (isShort && start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            return null;
        }

        var at = start;
        foreach (var key in secret)
        {
            for (var between = 0; at > start && at < text.Length && text[at] != key && between < MaxBetween && text[at] is ' ' or '-' or '.' or ','; between++)
            {
                at++;
            }

            if (at >= text.Length || text[at] != key)
            {
                return null;
            }

            at++;
        }

        return isShort && at < text.Length && char.IsAsciiDigit(text[at]) ? null : at;
    }
}
