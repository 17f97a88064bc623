using System.Net;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>A trunk as it is used: parsed once from its <see cref="TrunkOptions"/>.</summary>
internal sealed class Trunk(string name, TrunkOptions options)
{
    private int _calls;

    public string Name { get; } = name;

    public TrunkOptions Options { get; } = options;

    public IReadOnlyList<IPNetwork> Sources { get; } = [.. options.Sources.Select(Networks.Parse)];

    public IReadOnlyList<IPNetwork> MediaNetworks { get; } = [.. options.MediaNetworks.Select(Networks.Parse)];

    public bool RequiresSrtp { get; } = options.MediaPolicy == MediaPolicies.RequireSrtp;

    public bool Allows(SipTransportKind transport) =>
        Options.Transports.Count == 0 || Options.Transports.Contains(transport.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes one of the trunk's calls; false at <see cref="TrunkOptions.MaxCalls"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _calls) <= Options.MaxCalls)
        {
            return true;
        }

        Interlocked.Decrement(ref _calls);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _calls);
}
