namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>A fact with few possible words: verstat, attestation, source, media.</summary>
internal sealed class WordCondition(string path, string name, IReadOnlyList<string> words, Func<RuleSubject, string> value)
    : Condition(path, name, OneOf(words))
{
    private readonly string[] _words = [.. words.Select(static word => word.ToUpperInvariant())];

    public override bool Holds(RuleSubject subject) => Array.IndexOf(_words, value(subject)) >= 0;

    public override string Actual(RuleSubject subject) => value(subject) is { Length: > 0 } word ? word.ToLowerInvariant() : "(none)";
}
