using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>How transactions behave.</summary>
internal sealed record TransactionOptions
{
    public SipTimers Timers { get; init; } = SipTimers.Default;

    public TransactionLimits Limits { get; init; } = TransactionLimits.Default;

    /// <summary>Option tags that a request may require; another one is answered 420 (RFC 3261 8.2.2.3).</summary>
    public IReadOnlyCollection<string> Extensions { get; init; } = [];

    /// <summary>Decides what strangers get; null: everybody is served.</summary>
    public ISipGuard? Guard { get; init; }
}
