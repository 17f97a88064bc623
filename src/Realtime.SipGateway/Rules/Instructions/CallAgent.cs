using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>
/// An agent as one call has it: with what the rule set on it, and with its instructions and greeting filled in. The same call always gets the same, in
/// whichever process: everything comes from the policy version, the decision and the facts, which a call keeps.
/// </summary>
/// <param name="Definition">The agent, ready for the session.</param>
/// <param name="GreetingHoldsCallerData">Whether the greeting has values between marks, so that who says it must be told what they are.</param>
public sealed record CallAgent(AgentDefinition Definition, bool GreetingHoldsCallerData)
{
    /// <summary>What a session takes (API reference: <c>instructions</c>).</summary>
    public const int MaxInstructions = 32_768;

    /// <summary>A greeting is a sentence or two.</summary>
    public const int MaxGreeting = 4_000;

    /// <summary>Tells what the marks in a text mean.</summary>
    public static string Notice => CallerDataText.Notice;

    /// <param name="agent">As the policy has it.</param>
    /// <param name="decision">The decision that named it; null: as the policy has it.</param>
    /// <param name="facts">What is known of the call.</param>
    public static CallAgent Of(AgentDefinition agent, CallDecision? decision, CallFacts facts)
    {
        var values = new SlotValues(agent, facts, decision?.Overrides);
        var instructions = InstructionTemplate.Parse(agent.Instructions);
        var greeting = agent.Greeting is null ? null : InstructionTemplate.Parse(agent.Greeting);
        var text = instructions.Render(values.Of);
        var definition = agent with
        {
            Model = decision?.Overrides?.Model ?? agent.Model,
            Voice = decision?.Overrides?.Voice ?? agent.Voice,
            Language = decision?.Overrides?.Language ?? agent.Language,
            Instructions = instructions.HoldsCallerData ? $"{Notice}\n\n{text}" : text,
            Greeting = greeting?.Render(values.Of),
        };
        return new CallAgent(definition, greeting?.HoldsCallerData == true);
    }
}
