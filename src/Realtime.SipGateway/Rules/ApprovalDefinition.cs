namespace Realtime.SipGateway.Rules;

/// <summary>A person decides by the API whether a call of the tool runs.</summary>
public sealed record ApprovalDefinition
{
    /// <summary>What a caller waits without hanging up.</summary>
    public const int DefaultDeadlineSeconds = 60;

    /// <summary>Then <see cref="Otherwise"/> holds; 5 to 600.</summary>
    public int DeadlineSeconds { get; init; } = DefaultDeadlineSeconds;

    /// <summary><c>deny</c> or <c>approve</c>: what an unanswered request comes to.</summary>
    public string Otherwise { get; init; } = "deny";

    /// <summary>What the caller is told meanwhile, word by word; null: the agent says it in its own words.</summary>
    public string? Say { get; init; }
}
