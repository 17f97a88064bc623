namespace Realtime.SipGateway.Calls.Afterwards;

/// <summary>What is to be made of one call. It holds nothing of the conversation: that is read from the store when it is done.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Agent">The agent that had it last.</param>
/// <param name="At">When it ended.</param>
/// <param name="DueAt">Not tried before.</param>
/// <param name="Target">Name of the AI target that is asked; null: the site's default.</param>
/// <param name="Definition">The agent's <c>after_call</c> as JSON, of the policy version that decided the call.</param>
/// <param name="Result">What is there already.</param>
public sealed record AfterCallWork(CallId CallId, string Agent, DateTimeOffset At, DateTimeOffset DueAt, string? Target, string Definition, AfterCallResult Result)
{
    /// <summary>How often it was tried, a try that is under way included.</summary>
    public int Attempts { get; init; }
}
