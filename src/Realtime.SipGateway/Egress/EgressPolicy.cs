using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Egress;

/// <summary>
/// Says where a tool's request may go: the host by its name before the request, the address when the connection is made, after the name
/// was resolved, so that a name which points inwards helps nobody (P6, <c>DESIGN.md</c> §6.12).
/// </summary>
internal sealed class EgressPolicy(IOptions<EgressOptions> options)
{
    private readonly string[] _hosts = [.. options.Value.AllowedHosts.Select(host => host.ToLowerInvariant())];
    private readonly IPNetwork[] _allowed = [.. options.Value.AllowPrivateAddresses.Select(ParseNetwork)];

    public bool AllowsHost(Uri uri)
    {
        var host = uri.Host.ToLowerInvariant().TrimEnd('.');
        var hostAndPort = $"{host}:{uri.Port}";
        return _hosts.Any(allowed => allowed == "*" || allowed == host || allowed == hostAndPort
            || (allowed.StartsWith("*.", StringComparison.Ordinal)
                && (host.EndsWith(allowed[1..], StringComparison.Ordinal) || hostAndPort.EndsWith(allowed[1..], StringComparison.Ordinal))));
    }

    public bool AllowsAddress(IPAddress address)
    {
        var plain = SpecialNetworks.Unwrap(address);
        return _allowed.Any(network => network.Contains(plain)) || !SpecialNetworks.Contain(plain);
    }

    internal static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    private static IPNetwork ParseNetwork(string text) =>
        TryParseNetwork(text, out var network) ? network : throw new FormatException($"'{text}' is no address or network.");
}
