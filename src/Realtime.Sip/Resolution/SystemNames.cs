using System.Collections.Frozen;
using System.Net;

namespace Realtime.Sip.Resolution;

/// <summary>What this machine says about names without asking anybody: hosts, servers, search domains.</summary>
internal sealed class SystemNames(SipDnsOptions options, TimeProvider time)
{
    private const int DnsPort = 53;
    private const int MaxServers = 3;
    private const int MaxSearchDomains = 6;
    private const string LocalHost = "localhost";

    private static readonly char[] Blanks = [' ', '\t'];

    private readonly WatchedFile<FrozenDictionary<string, IPAddress[]>> _hosts = new(options.HostsFile, time, ReadHosts);
    private readonly WatchedFile<(IPEndPoint[] Servers, string[] Domains)> _resolver = new(options.ResolverFile, time, ReadResolver);

    /// <summary>The configured servers, else those of the system; the local one when it names none, as resolv.conf(5) says.</summary>
    public IReadOnlyList<IPEndPoint> Servers =>
        options.Servers.Count > 0 ? options.Servers
        : _resolver.Content.Servers is { Length: > 0 } servers ? servers
        : [new IPEndPoint(IPAddress.Loopback, DnsPort)];

    /// <summary>Domains in which a short name is looked for.</summary>
    public IReadOnlyList<string> SearchDomains => _resolver.Content.Domains;

    /// <summary>The addresses of a name in hosts; null when it is not there.</summary>
    public IReadOnlyList<IPAddress>? AddressesOf(string name) =>
        _hosts.Content.TryGetValue(name, out var addresses) ? addresses
        : name == LocalHost || name.EndsWith("." + LocalHost, StringComparison.Ordinal) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : null;

    private static FrozenDictionary<string, IPAddress[]> ReadHosts(IEnumerable<string> lines) =>
        Words(lines)
            .Where(words => words.Length > 1)
            .Select(words => (Address: IPAddress.TryParse(words[0], out var address) ? address : null, Names: words.Skip(1)))
            .Where(entry => entry.Address is not null)
            .SelectMany(entry => entry.Names, (entry, name) => (Name: name.TrimEnd('.').ToLowerInvariant(), Address: entry.Address!))
            .GroupBy(entry => entry.Name, entry => entry.Address)
            .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);

    private static (IPEndPoint[] Servers, string[] Domains) ReadResolver(IEnumerable<string> lines)
    {
        var servers = new List<IPEndPoint>();
        string[] domains = [];
        foreach (var words in Words(lines).Where(words => words.Length > 1))
        {
            switch (words[0])
            {
                case "nameserver" when servers.Count < MaxServers && IPAddress.TryParse(words[1], out var address):
                    servers.Add(new IPEndPoint(address, DnsPort));
                    break;
                case "search" or "domain":
                    domains = [.. words.Skip(1).Select(word => word.Trim('.').ToLowerInvariant()).Where(word => word.Length > 0).Take(MaxSearchDomains)];
                    break;
            }
        }

        return ([.. servers], domains);
    }

    private static IEnumerable<string[]> Words(IEnumerable<string> lines) =>
        lines.Select(line => line.Split('#', ';')[0].Split(Blanks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
