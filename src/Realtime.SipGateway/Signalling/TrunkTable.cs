using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// Finds the trunk of a request: of those that have its address, transport and number, the one with the longest prefix, then the one that names the
/// number most closely, then the first by name. Never changed: a reload makes a new one.
/// </summary>
internal sealed class TrunkTable
{
    /// <summary>As close as a single address: what a registration found.</summary>
    private const int HostPrefix = 128;

    private readonly (IPNetwork Network, Trunk Trunk)[] _entries;
    private readonly Dictionary<string, Trunk> _byName;
    private readonly Trunk[] _registering;

    public TrunkTable(IEnumerable<Trunk> trunks)
    {
        Trunks = [.. trunks.OrderBy(trunk => trunk.Name, StringComparer.Ordinal)];
        _byName = Trunks.ToDictionary(trunk => trunk.Name, StringComparer.Ordinal);
        _registering = [.. Trunks.Where(trunk => trunk.Options.Registration is not null)];
        _entries =
        [
            .. Trunks.SelectMany(trunk => trunk.Sources.Select(network => (Network: network, Trunk: trunk)))
                .OrderByDescending(entry => entry.Network.PrefixLength),
        ];
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<Trunk> Trunks { get; }

    public Trunk? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether an address is one that a trunk lists as its own; the whole world is nobody's own.</summary>
    public bool Lists(IPAddress source)
    {
        var address = Networks.Plain(source);
        foreach (var (network, _) in _entries)
        {
            if (network.PrefixLength > 0 && network.Contains(address))
            {
                return true;
            }
        }

        return Array.Exists(_registering, trunk => IsRegistrarOf(trunk, address));
    }

    /// <param name="source">Where it came from.</param>
    /// <param name="transport">Over what.</param>
    /// <param name="invite">The INVITE whose number counts; null for requests that dial none.</param>
    public TrunkMatch Match(IPAddress source, SipTransportKind transport, SipRequest? invite)
    {
        var address = Networks.Plain(source);
        var found = new Found(transport, invite);
        foreach (var trunk in _registering)
        {
            if (IsRegistrarOf(trunk, address))
            {
                found.Consider(trunk, HostPrefix);
            }
        }

        foreach (var (network, trunk) in _entries)
        {
            if (network.Contains(address))
            {
                found.Consider(trunk, network.PrefixLength);
            }
        }

        return found.Result();
    }

    private static bool IsRegistrarOf(Trunk trunk, IPAddress address)
    {
        foreach (var registrar in trunk.Usage.RegistrarAddresses)
        {
            if (Networks.Plain(registrar).Equals(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One search: what fits so far, and the nearest miss.</summary>
    private ref struct Found(SipTransportKind transport, SipRequest? invite)
    {
        private const int MaxShown = 32;

        private List<(Trunk Trunk, int Prefix, int Closeness)>? _several;
        private (Trunk Trunk, int Prefix, int Closeness)? _first;
        private TrunkMiss _miss;
        private string? _why;

        public void Consider(Trunk trunk, int prefix)
        {
            if (!trunk.Allows(transport))
            {
                Miss(TrunkMiss.Transport, trunk, $"not transport {transport}");
                return;
            }

            var closeness = invite is null || trunk.Dialled.IsEmpty ? 0 : trunk.Dialled.Closeness(trunk.Headers.Dialled(invite));
            if (closeness < 0)
            {
                Miss(TrunkMiss.Number, trunk, $"not the dialled {Shown(trunk.Headers.Dialled(invite!))}");
            }
            else if (_first is not { } first)
            {
                _first = (trunk, prefix, closeness);
            }
            else if (!ReferenceEquals(first.Trunk, trunk))
            {
                _several ??= [first];
                _several.Add((trunk, prefix, closeness));
            }
        }

        public readonly TrunkMatch Result()
        {
            if (_several is not null)
            {
                return new TrunkMatch(
                    [.. _several.OrderByDescending(one => one.Prefix).ThenByDescending(one => one.Closeness).Select(one => one.Trunk).Distinct()]);
            }

            return _first is { } only
                ? new TrunkMatch([only.Trunk])
                : new TrunkMatch([], _why is null ? TrunkMiss.Address : _miss, _why ?? "no trunk has this source address");
        }

        /// <summary>As the patterns see it; what is no number is a stranger's text and not repeated.</summary>
        private static string Shown(string number) =>
            number.Length is > 0 and <= MaxShown && number.All(character => char.IsAsciiDigit(character) || character is '+' or '*' or '#')
                ? "number " + number
                : "user, which is no number";

        /// <summary>A number is nearer than a transport; of equals the longest prefix, which comes first.</summary>
        private void Miss(TrunkMiss miss, Trunk trunk, string but)
        {
            if (_why is null || miss > _miss)
            {
                _miss = miss;
                _why = $"trunk '{trunk.Name}' has this address but {but}";
            }
        }
    }
}
