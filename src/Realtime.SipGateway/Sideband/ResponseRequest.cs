namespace Realtime.SipGateway.Sideband;

/// <summary>A wish that the agent speaks.</summary>
/// <param name="Instructions">What to say in this response only; null: go on with the conversation. A response with instructions calls no tools.</param>
internal sealed record ResponseRequest(string? Instructions)
{
    /// <summary>Go on with the conversation as it stands.</summary>
    public static ResponseRequest GoOn { get; } = new((string?)null);
}
