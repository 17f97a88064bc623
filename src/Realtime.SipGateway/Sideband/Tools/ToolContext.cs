namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>What the conversation gives to a tool beside the model's arguments.</summary>
/// <param name="Collected">Digits that were saved in this call, by name.</param>
/// <param name="Digits">What <c>collect_digits</c> has just collected; null for other tools.</param>
internal sealed record ToolContext(IReadOnlyDictionary<string, string> Collected, DigitInput? Digits = null)
{
    /// <summary>Of a tool that answers later.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Where it answers.</summary>
    public string? CallbackUrl { get; init; }

    public static ToolContext None { get; } = new(new Dictionary<string, string>());
}
