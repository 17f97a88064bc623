using System.Security.Cryptography;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Priority tiers, and within one a random order by weight (as RFC 2782 orders SRV records): each call shares the load anew.</summary>
internal static class PeerOrder
{
    /// <param name="peers">Any order.</param>
    /// <param name="random">A number from 0 to below its argument; null: of the system.</param>
    public static IReadOnlyList<TrunkPeerOptions> Of(IEnumerable<TrunkPeerOptions> peers, Func<int, int>? random = null)
    {
        var ordered = new List<TrunkPeerOptions>();
        foreach (var tier in peers.GroupBy(peer => peer.Priority).OrderBy(tier => tier.Key))
        {
            var left = tier.OrderBy(peer => peer.Weight == 0).ToList();
            while (left.Count > 0)
            {
                var picked = Pick(left, random ?? RandomNumberGenerator.GetInt32);
                left.Remove(picked);
                ordered.Add(picked);
            }
        }

        return ordered;
    }

    private static TrunkPeerOptions Pick(List<TrunkPeerOptions> peers, Func<int, int> random)
    {
        var sum = peers.Sum(peer => peer.Weight);
        var point = sum == 0 ? 0 : random(sum);
        foreach (var peer in peers)
        {
            point -= peer.Weight;
            if (point < 0)
            {
                return peer;
            }
        }

        return peers[0];
    }
}
