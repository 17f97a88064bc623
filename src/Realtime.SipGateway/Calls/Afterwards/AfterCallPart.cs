using System.Text.Json;

namespace Realtime.SipGateway.Calls.Afterwards;

/// <summary>The summary, or the outcome, of one call.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Model">Who was asked.</param>
public sealed record AfterCallPart(AfterCallStatus Status, string Model)
{
    /// <summary>The summary, in plain text.</summary>
    public string? Text { get; init; }

    /// <summary>The outcome: an object that fits the agent's schema.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Why there is none; never with words of the call.</summary>
    public string? Fault { get; init; }
}
