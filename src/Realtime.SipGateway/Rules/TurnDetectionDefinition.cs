namespace Realtime.SipGateway.Rules;

/// <summary>Voice activity detection. The numeric fields are set on the sideband after accept, where SIP allows them.</summary>
public sealed record TurnDetectionDefinition
{
    /// <summary><c>server_vad</c> or <c>semantic_vad</c>.</summary>
    public string Type { get; init; } = "server_vad";

    /// <summary>semantic_vad only: low, medium, high or auto.</summary>
    public string? Eagerness { get; init; }

    /// <summary>server_vad only, 0 to 1.</summary>
    public double? Threshold { get; init; }

    /// <summary>server_vad only, milliseconds.</summary>
    public int? PrefixPaddingMs { get; init; }

    /// <summary>server_vad only, milliseconds.</summary>
    public int? SilenceDurationMs { get; init; }

    /// <summary>The caller's speech stops the agent's.</summary>
    public bool InterruptResponse { get; init; } = true;
}
