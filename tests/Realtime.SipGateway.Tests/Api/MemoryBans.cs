using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>Two bans.</summary>
internal sealed class MemoryBans : ISourceBans
{
    private readonly List<SourceBan> _bans =
    [
        new("2001:db8::/64", "all", "failed_proof", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(2)),
        new("198.51.100.1", "udp", "scanner", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1)),
    ];

    public IReadOnlyList<SourceBan> List() => [.. _bans];

    public bool Lift(string source) => _bans.RemoveAll(ban => ban.Source == source) > 0;
}
