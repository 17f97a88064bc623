namespace Realtime.SipGateway.OpenAi;

/// <summary>What accept sends, and how long it may take.</summary>
/// <param name="Session">JSON of the session (<see cref="AgentSession"/>).</param>
public sealed record AcceptRequest(ReadOnlyMemory<byte> Session)
{
    /// <summary>All tries together; the target's own limit counts too. Null: only that.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>The caller, hashed (<see cref="Target.SafetyIdentifier"/>); null: not told.</summary>
    public string? SafetyIdentifier { get; init; }
}
