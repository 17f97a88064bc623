using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Rules;

/// <summary>A check on the agent's words as they stream, by its <c>type</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(PhraseGuardrailDefinition), "phrases")]
public abstract record GuardrailDefinition
{
    /// <summary>What happens on a match. <c>stop</c>: speech is cut and leaves the model's context.</summary>
    public string Action { get; init; } = "stop";

    /// <summary>What the model is told to do instead, as a system item.</summary>
    public string Instead { get; init; } =
        "Your last answer was stopped by policy. Apologise briefly without giving the reason and continue with what you may say.";

    /// <summary>Trips after which the call ends; 0: never.</summary>
    public int EndAfter { get; init; }
}
