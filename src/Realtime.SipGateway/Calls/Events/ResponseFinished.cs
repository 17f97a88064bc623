namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>response.finished</c>: A response ended; what it used.</summary>
public sealed record ResponseFinished(
    string ResponseId, string Status, string? StatusReason, int InputTokens, int OutputTokens, int CachedTokens) : CallEventData
{
    internal override string Type => "response.finished";
}
