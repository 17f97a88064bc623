namespace Realtime.SipGateway.Sideband;

/// <summary>What came of one try to connect.</summary>
/// <param name="Socket">The open sideband; null when the try failed.</param>
/// <param name="Status">HTTP status of the refusal; null when there was no answer.</param>
/// <param name="RetryAfter">What the service asked for.</param>
/// <param name="Reason">For people.</param>
internal sealed record ConnectResult(ISidebandSocket? Socket, int? Status = null, TimeSpan? RetryAfter = null, string? Reason = null);
