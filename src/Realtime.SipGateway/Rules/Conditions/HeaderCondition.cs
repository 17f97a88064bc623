using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>A SIP header of the call. Regular expressions never backtrack, and see no more than <see cref="MaxValue"/> characters.</summary>
internal sealed class HeaderCondition : Condition
{
    public const string RegexPrefix = "regex:";

    /// <summary>Characters of a value that are looked at; facts are cut to as many.</summary>
    public const int MaxValue = 512;

    /// <summary>Characters of an expression.</summary>
    public const int MaxExpression = 200;

    private readonly string _header;
    private readonly string[] _whole;
    private readonly string[] _prefixes;
    private readonly Regex[] _expressions;

    public HeaderCondition(string path, string header, IReadOnlyList<string> patterns)
        : base(path, "header " + header, patterns is ["*"] ? "is there" : OneOf(patterns))
    {
        _header = header;
        _expressions = [.. patterns.Where(IsExpression).Select(static pattern => Expression(pattern[RegexPrefix.Length..]))];
        _prefixes = [.. patterns.Where(static pattern => !IsExpression(pattern) && pattern.EndsWith('*')).Select(static pattern => pattern[..^1])];
        _whole = [.. patterns.Where(static pattern => !IsExpression(pattern) && !pattern.EndsWith('*'))];
    }

    /// <summary>Throws <see cref="ArgumentException"/> or <see cref="NotSupportedException"/> for what is no expression or needs backtracking.</summary>
    public static Regex Expression(string text) =>
        new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public static bool IsExpression(string pattern) => pattern.StartsWith(RegexPrefix, StringComparison.Ordinal);

    public override bool Holds(RuleSubject subject)
    {
        foreach (var header in subject.Facts.Headers)
        {
            if (header.Key.Equals(_header, StringComparison.OrdinalIgnoreCase) && Fits(header.Value))
            {
                return true;
            }
        }

        return false;
    }

    public override string Actual(RuleSubject subject)
    {
        var values = subject.Facts.Headers.Where(header => header.Key.Equals(_header, StringComparison.OrdinalIgnoreCase)).Select(static header => header.Value);
        return string.Join(" | ", values.Take(3).Select(static value => $"\"{Shorten(value)}\"")) is { Length: > 0 } shown ? shown : "(none)";
    }

    private bool Fits(string value)
    {
        var text = value.AsSpan(0, Math.Min(value.Length, MaxValue)).Trim();
        foreach (var whole in _whole)
        {
            if (text.Equals(whole, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var prefix in _prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var expression in _expressions)
        {
            if (expression.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }
}
