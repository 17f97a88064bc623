using System.Net;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>Finds the trunk of a source address: the longest prefix that contains it.</summary>
internal sealed class TrunkTable(IEnumerable<Trunk> trunks)
{
    private readonly (IPNetwork Network, Trunk Trunk)[] _entries =
    [
        .. trunks.SelectMany(trunk => trunk.Sources.Select(network => (Network: network, Trunk: trunk)))
            .OrderByDescending(entry => entry.Network.PrefixLength),
    ];

    /// <summary>The trunk, or why there is none (for the log: pain P24 of the field).</summary>
    public (Trunk? Trunk, string Why) Match(IPAddress source, SipTransportKind transport)
    {
        var address = Networks.Plain(source);
        foreach (var (network, trunk) in _entries)
        {
            if (network.Contains(address))
            {
                return trunk.Allows(transport)
                    ? (trunk, "")
                    : (null, $"trunk '{trunk.Name}' has this address but not transport {transport}");
            }
        }

        return (null, "no trunk has this source address");
    }
}
