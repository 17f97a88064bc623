namespace Realtime.SipGateway.Rules;

/// <summary>How the policy takes leave of a caller: a last sentence, then a person or the end of the call.</summary>
public sealed record FinishDefinition
{
    /// <summary>The agent's last words, 1 to 1,000 characters; null: none.</summary>
    public string? Say { get; init; }

    /// <summary>A transfer destination of the agent (<c>transfer.destinations</c>); null: the call ends.</summary>
    public string? TransferTo { get; init; }
}
