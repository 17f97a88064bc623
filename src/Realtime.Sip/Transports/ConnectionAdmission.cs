using System.Net;
using System.Net.Sockets;

namespace Realtime.Sip.Transports;

/// <summary>Counts the connections that came in, in all and by source. Strangers have half of the places: they cannot lock out who is known.</summary>
internal sealed class ConnectionAdmission(SipTransportLimits limits)
{
    /// <summary>One customer usually has a whole /64 of IPv6 addresses.</summary>
    private const int SourcePrefixBytes = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _bySource = [];
    private int _total;
    private int _strangers;

    /// <summary>Grants a place, or names the limit that holds.</summary>
    public SipFault? TryEnter(IPAddress address, SipStanding standing = SipStanding.Known)
    {
        if (standing == SipStanding.Banned)
        {
            return SipFault.SourceBanned;
        }

        var source = SourceOf(address);
        lock (_gate)
        {
            var isStranger = standing == SipStanding.Stranger;
            if (_total >= limits.MaxConnections || (isStranger && _strangers >= (limits.MaxConnections + 1) / 2))
            {
                return SipFault.ConnectionLimit;
            }

            var open = _bySource.GetValueOrDefault(source);
            if (open >= limits.MaxConnectionsPerSource)
            {
                return SipFault.SourceConnectionLimit;
            }

            _bySource[source] = open + 1;
            _total++;
            _strangers += isStranger ? 1 : 0;
            return null;
        }
    }

    public void Leave(IPAddress address, SipStanding standing = SipStanding.Known)
    {
        var source = SourceOf(address);
        lock (_gate)
        {
            _total--;
            _strangers -= standing == SipStanding.Stranger ? 1 : 0;
            if (--_bySource[source] == 0)
            {
                _bySource.Remove(source);
            }
        }
    }

    private static IPAddress SourceOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, SourcePrefixBytes, bytes.Length - SourcePrefixBytes);
        return new IPAddress(bytes);
    }
}
