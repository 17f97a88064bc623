namespace Realtime.SipGateway.Rules;

/// <summary>Words the agent must not say; compared on NFKC text without regard to case, blanks and punctuation.</summary>
public sealed record PhraseGuardrailDefinition : GuardrailDefinition
{
    public IReadOnlyList<string> Phrases { get; init; } = [];
}
