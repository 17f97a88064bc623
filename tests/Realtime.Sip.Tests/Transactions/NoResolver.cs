using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Tests.Transactions;

/// <summary>For tests that say where requests go.</summary>
internal sealed class NoResolver : ISipResolver
{
    public static NoResolver Instance { get; } = new();

    public ValueTask<IReadOnlyList<SipDestination>> ResolveAsync(SipUri uri, CancellationToken cancellationToken) => new([]);
}
