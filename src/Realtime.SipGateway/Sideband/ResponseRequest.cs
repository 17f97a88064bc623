namespace Realtime.SipGateway.Sideband;

/// <summary>A wish that the agent speaks.</summary>
/// <param name="Instructions">What to say in this response only; null: go on with the conversation. A response with instructions calls no tools.</param>
/// <param name="OutOfBand">What is said is no part of the conversation (<c>conversation: none</c>).</param>
/// <param name="WithContext">An out-of-band response that knows the conversation; otherwise it knows its instructions alone.</param>
internal sealed record ResponseRequest(string? Instructions, bool OutOfBand = false, bool WithContext = false)
{
    /// <summary>Go on with the conversation as it stands.</summary>
    public static ResponseRequest GoOn { get; } = new((string?)null);

    /// <summary>A sentence, word by word, as part of the conversation.</summary>
    public static ResponseRequest Exactly(string sentence) => new($"Say exactly these words to the caller and nothing else: \"{sentence}\"");

    /// <summary>A sentence, word by word, beside the conversation.</summary>
    public static ResponseRequest Aside(string sentence) =>
        new($"Say exactly these words to the caller and nothing else: \"{sentence}\"", OutOfBand: true);
}
