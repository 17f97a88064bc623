using System.Text.Json;

namespace Realtime.SipGateway.Rules.Afterwards;

/// <summary>What came of the call, as one JSON object for programs.</summary>
public sealed record OutcomeDefinition
{
    /// <summary>Text model of the Responses API, or deployment name on Azure.</summary>
    public required string Model { get; init; }

    /// <summary>What the members mean; null: the schema's own descriptions alone.</summary>
    public string? Instructions { get; init; }

    /// <summary>JSON Schema of the object: what does not fit it is never stored as an outcome.</summary>
    public required JsonElement Schema { get; init; }
}
