namespace Realtime.SipGateway.Rules;

/// <summary>Regular expressions over NFKC text, without regard to case; non-backtracking, so neither look-around nor references back.</summary>
public sealed record PatternGuardrailDefinition : GuardrailDefinition
{
    public IReadOnlyList<string> Patterns { get; init; } = [];
}
