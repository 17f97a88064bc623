namespace Realtime.SipGateway.Rules;

/// <summary>Whether a transfer target is allowed.</summary>
/// <param name="Address">The target, of nothing but what was compared; null when it is not allowed.</param>
/// <param name="Why">Why it is not allowed, in words that may be told to the model.</param>
public sealed record TransferVerdict(TransferAddress? Address, string? Why)
{
    public bool IsAllowed => Address is not null;
}
