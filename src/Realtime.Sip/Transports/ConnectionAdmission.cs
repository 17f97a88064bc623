using System.Net;
using System.Net.Sockets;

namespace Realtime.Sip.Transports;

/// <summary>Counts the connections that strangers hold open, in all and by source.</summary>
internal sealed class ConnectionAdmission(SipTransportLimits limits)
{
    /// <summary>One customer usually has a whole /64 of IPv6 addresses.</summary>
    private const int SourcePrefixBytes = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _bySource = [];
    private int _total;

    /// <summary>Grants a place, or names the limit that holds.</summary>
    public SipFault? TryEnter(IPAddress address)
    {
        var source = SourceOf(address);
        lock (_gate)
        {
            if (_total >= limits.MaxConnections)
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
            return null;
        }
    }

    public void Leave(IPAddress address)
    {
        var source = SourceOf(address);
        lock (_gate)
        {
            _total--;
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
