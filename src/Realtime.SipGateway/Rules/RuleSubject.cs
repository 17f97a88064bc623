using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>The facts of a call as the rules compare them, normalised once per decision.</summary>
internal readonly record struct RuleSubject(string Trunk, string Dialled, string Caller, string Verstat, string Attestation)
{
    public static RuleSubject Of(CallFacts facts) => new(
        facts.Trunk?.ToUpperInvariant() ?? "",
        NumberPattern.Normalise(facts.Dialled),
        facts.Caller.Length == 0 ? NumberPattern.Anonymous : NumberPattern.Normalise(facts.Caller),
        (facts.Verstat ?? CallFacts.NoValidation).ToUpperInvariant(),
        facts.Attestation ?? "");
}
