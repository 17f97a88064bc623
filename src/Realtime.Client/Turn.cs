namespace Realtime.Client;

/// <summary>Something a caller has said, to which the program answers.</summary>
/// <param name="Call">The call.</param>
/// <param name="Number">Counts from 1 in each call.</param>
/// <param name="Text">The words, redacted as the policy says.</param>
/// <param name="Language">ISO 639-1, as far as it was recognised.</param>
/// <param name="Timeout">After so long the gateway's model answers in place of the program.</param>
public sealed record Turn(HandledCall Call, int Number, string Text, string? Language, TimeSpan Timeout)
{
    /// <summary>The agent says these words; returns when the gateway has taken them, not when they are heard.</summary>
    /// <returns>
    /// False when it is too late: the caller has spoken again, the model, a supervisor or another program has answered, a person has the caller, or the call is over.
    /// </returns>
    /// <exception cref="GatewayException">The gateway refused: too much is waiting, the key is not good for it, or the call is another node's.</exception>
    public Task<bool> SayAsync(string text, CancellationToken cancellationToken = default) =>
        Call.AnswerAsync("say", new() { ["text"] = text, ["turn"] = Number }, cancellationToken);

    /// <summary>The agent's own model answers this turn, by its instructions.</summary>
    /// <returns>As <see cref="SayAsync"/>: false when it is too late.</returns>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public Task<bool> LetAgentAnswerAsync(CancellationToken cancellationToken = default) => Call.AnswerAsync("respond", new() { ["turn"] = Number }, cancellationToken);

    /// <summary>The agent's own model answers this turn, by what the program tells it about this one.</summary>
    /// <param name="instructions">What the answer is about, not word by word; 1 to 4,000 characters. The agent calls no tools for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>As <see cref="SayAsync"/>: false when it is too late.</returns>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public Task<bool> LetAgentAnswerAsync(string instructions, CancellationToken cancellationToken = default) =>
        Call.AnswerAsync("respond", new() { ["instructions"] = instructions, ["turn"] = Number }, cancellationToken);
}
