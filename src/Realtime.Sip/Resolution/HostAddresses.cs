using System.Net;
using System.Net.Sockets;

namespace Realtime.Sip.Resolution;

/// <summary>The addresses of a host: a literal, hosts, DNS; a short name also within the search domains.</summary>
internal sealed class HostAddresses(DnsCache cache, SystemNames system, SipAddressOrder order)
{
    private static readonly DnsType[] IPv4Types = [DnsType.A];
    private static readonly DnsType[] IPv6Types = [DnsType.Aaaa];
    private static readonly DnsType[] IPv4FirstTypes = [DnsType.A, DnsType.Aaaa];
    private static readonly DnsType[] IPv6FirstTypes = [DnsType.Aaaa, DnsType.A];

    private readonly DnsType[] _types = order switch
    {
        SipAddressOrder.IPv4Only => IPv4Types,
        SipAddressOrder.IPv6Only => IPv6Types,
        SipAddressOrder.IPv6First => IPv6FirstTypes,
        _ => IPv4FirstTypes,
    };

    public async ValueTask<IReadOnlyList<IPAddress>> OfAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        if (system.AddressesOf(host) is { } known)
        {
            return [.. known.Where(address => _types.Contains(TypeOf(address))).OrderBy(address => Array.IndexOf(_types, TypeOf(address)))];
        }

        // A name with a dot is a whole one; only then, and for a short one first, the search domains are tried.
        var isShort = !host.Contains('.', StringComparison.Ordinal);
        var names = system.SearchDomains.Select(domain => $"{host}.{domain}");
        foreach (var name in isShort ? names.Append(host) : names.Prepend(host))
        {
            var addresses = await AskAsync(name, cancellationToken);
            if (addresses.Count > 0)
            {
                return addresses;
            }
        }

        return [];
    }

    private async ValueTask<IReadOnlyList<IPAddress>> AskAsync(string name, CancellationToken cancellationToken)
    {
        var questions = Array.ConvertAll(_types, type => cache.GetAsync(name, type, cancellationToken).AsTask());
        var answers = await Task.WhenAll(questions);
        return [.. answers.SelectMany(answer => answer.Records).Cast<DnsAddress>().Select(record => record.Address)];
    }

    private static DnsType TypeOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? DnsType.Aaaa : DnsType.A;
}
