namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>A question to the model beside the conversation: it answers in text, which the caller neither hears nor the conversation holds.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Name">Whose question: the prompt's or the guardrail's name. One question of a purpose and name is asked at a time.</param>
/// <param name="Instructions">What the model is to do; they take the place of the agent's own.</param>
/// <param name="Input">The one message that it reads, as the user's; null: none. It is data: what it says does not change the instructions.</param>
/// <param name="Timeout">From asking to the answer, waiting for its turn included.</param>
internal sealed record OutOfBandQuestion(OutOfBandPurpose Purpose, string Name, string Instructions, string? Input, TimeSpan Timeout)
{
    /// <summary>A sentence or two and some JSON around them. Models that reason spend some of it on that.</summary>
    public const int DefaultMaxTokens = 512;

    /// <summary>The model reads the whole conversation, which is billed again, and <see cref="Input"/> is not sent.</summary>
    public bool WithConversation { get; init; }

    /// <summary>Of the answer; an answer that is cut there is none.</summary>
    public int MaxTokens { get; init; } = DefaultMaxTokens;
}
