namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>response.finished</c>: A response ended; what it used and cost.</summary>
/// <param name="ResponseId">The service's id of it.</param>
/// <param name="Status"><c>completed</c>, <c>cancelled</c>, <c>incomplete</c> or <c>failed</c>.</param>
/// <param name="StatusReason">Why it is not completed.</param>
/// <param name="InputTokens">All input, the cached part included.</param>
/// <param name="OutputTokens">All output.</param>
/// <param name="CachedTokens">The part of the input that was cached.</param>
/// <param name="Details">The same by kind; null when the service told none.</param>
/// <param name="DurationMs">Created to done; null when its beginning was not seen.</param>
/// <param name="Model">The session's model.</param>
/// <param name="Cost">By the prices of the day; null when it cannot be known.</param>
/// <param name="Currency">ISO 4217 code of <paramref name="Cost"/>.</param>
/// <param name="Purpose">Of a question beside the conversation, which the caller does not hear: <c>prompt</c>, <c>guardrail</c> or <c>other</c>; null: a turn.</param>
public sealed record ResponseFinished(
    string ResponseId,
    string Status,
    string? StatusReason,
    int InputTokens,
    int OutputTokens,
    int CachedTokens,
    TokenDetails? Details = null,
    double? DurationMs = null,
    string? Model = null,
    decimal? Cost = null,
    string? Currency = null,
    string? Purpose = null) : CallEventData
{
    internal override string Type => "response.finished";
}
