namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>One thing that a rule asks for, made ready at load. Pure: the same subject always gets the same answer.</summary>
/// <param name="path">Where it stands in the document: <c>rules[3].when.caller</c>.</param>
/// <param name="name">The fact in the words of the document: <c>caller</c>.</param>
/// <param name="expected">What it asks for: <c>is +1999</c>.</param>
internal abstract class Condition(string path, string name, string expected)
{
    /// <summary>Characters of an alternative or a fact in an explanation.</summary>
    public const int MaxShownText = 64;

    /// <summary>Alternatives shown in an explanation; a list of numbers may be long.</summary>
    private const int MaxShown = 6;

    public string Path => path;

    public string Name => name;

    /// <summary>The whole sentence: <c>caller is +1999</c>.</summary>
    public string Sentence { get; } = $"{name} {expected}";

    protected string Expected => expected;

    public abstract bool Holds(RuleSubject subject);

    /// <summary>The fact that it looks at, as an admin would write it.</summary>
    public abstract string Actual(RuleSubject subject);

    /// <summary>The same condition under <c>not</c>.</summary>
    public Condition Negate(string path) => new NegatedCondition(this, path);

    /// <summary>Control characters would break the lines of an explanation.</summary>
    public static string Shorten(string text)
    {
        var shown = text.Length <= MaxShownText ? text : text[..MaxShownText] + "…";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(static character => char.IsControl(character) ? ' ' : character)) : shown;
    }

    protected static string OneOf(IReadOnlyList<string> alternatives)
    {
        var shown = string.Join(", ", alternatives.Take(MaxShown).Select(Shorten)) + (alternatives.Count > MaxShown ? ", …" : "");
        return alternatives.Count == 1 ? "is " + shown : "is one of " + shown;
    }

    private sealed class NegatedCondition(Condition inner, string path) : Condition(path, inner.Name, Negation(inner.Expected))
    {
        public override bool Holds(RuleSubject subject) => !inner.Holds(subject);

        public override string Actual(RuleSubject subject) => inner.Actual(subject);

        private static string Negation(string expected) =>
            expected.StartsWith("is ", StringComparison.Ordinal) ? string.Concat("is not ", expected.AsSpan(3)) : "not: " + expected;
    }
}
