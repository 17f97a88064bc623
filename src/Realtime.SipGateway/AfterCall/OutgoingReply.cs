using System.Net;

namespace Realtime.SipGateway.AfterCall;

/// <summary>What one request came to.</summary>
/// <param name="Status">HTTP status; null without an answer.</param>
/// <param name="Fault">What is wrong; null when the endpoint took it.</param>
/// <param name="RetryAfter">How long the endpoint wants to be left alone.</param>
internal sealed record OutgoingReply(int? Status, string? Fault, TimeSpan? RetryAfter = null)
{
    public bool Delivered => Fault is null;

    /// <summary>The endpoint wants nothing any more.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;

    /// <summary>The endpoint is in trouble, not this one delivery.</summary>
    public bool IsTrouble => !Delivered && Status is null or 408 or 429 or >= 500;
}
