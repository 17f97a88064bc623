using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Rules;

/// <summary>A check on what is said in a call, by its <c>type</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(PhraseGuardrailDefinition), "phrases")]
[JsonDerivedType(typeof(PatternGuardrailDefinition), "patterns")]
[JsonDerivedType(typeof(PersonalDataGuardrailDefinition), "personal_data")]
[JsonDerivedType(typeof(HttpGuardrailDefinition), "http")]
[JsonDerivedType(typeof(ModerationGuardrailDefinition), "moderation")]
[JsonDerivedType(typeof(TopicGuardrailDefinition), "topic")]
[JsonDerivedType(typeof(JailbreakGuardrailDefinition), "jailbreak")]
public abstract record GuardrailDefinition
{
    public const string Agent = "agent";
    public const string Caller = "caller";

    /// <summary>Speech is cut and leaves the model's context; the agent's words only.</summary>
    public const string Stop = "stop";

    /// <summary>Taken out of everything that is stored and shown, whoever says it; the call goes on as if nothing had happened.</summary>
    public const string Redact = "redact";

    /// <summary>Written down, and the model is told <see cref="Instead"/> where that is given.</summary>
    public const string Warn = "warn";

    /// <summary>The agent's speech is cut, and the caller is transferred to <see cref="TransferTo"/>.</summary>
    public const string Transfer = "transfer";

    /// <summary>The agent's speech is cut, and the call ends.</summary>
    public const string End = "end";

    /// <summary>What happens on a match.</summary>
    public string Action { get; init; } = Stop;

    /// <summary>Whose words are checked: <c>agent</c>, <c>caller</c>.</summary>
    public IReadOnlyList<string> On { get; init; } = [Agent];

    /// <summary>
    /// What the model is told, as a system item: instead of stopped speech, or about what the caller said. Null: a sentence of ours for stopped
    /// speech, else nothing.
    /// </summary>
    public string? Instead { get; init; }

    /// <summary>Trips after which the call ends; 0: never.</summary>
    public int EndAfter { get; init; }

    /// <summary>Trips after which the caller is transferred to <see cref="TransferTo"/>; 0: never.</summary>
    public int TransferAfter { get; init; }

    /// <summary>Name of a transfer destination of each agent that has this guardrail.</summary>
    public string? TransferTo { get; init; }
}
