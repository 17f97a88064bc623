namespace Realtime.SipGateway.Rules;

/// <summary>A program answers the caller in place of the model: it takes each turn in and says something back (events and commands of the API).</summary>
public sealed record HandlerDefinition
{
    /// <summary>Callers take three seconds of silence for a fault; a program that looks something up needs a little more.</summary>
    public const int DefaultTimeoutMs = 4_000;

    /// <summary>Without an answer after so long the model answers this turn by the agent's instructions, 500 to 60,000 ms.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;
}
