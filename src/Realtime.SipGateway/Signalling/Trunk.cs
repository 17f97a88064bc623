using System.Net;
using Realtime.Sip.Authentication;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.SipGateway.Signalling.Digest;
using Realtime.SipGateway.Signalling.MutualTls;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// A trunk as it is used: parsed once from its <see cref="TrunkOptions"/> and never changed. A reload of the settings makes a new one of the same
/// name and <see cref="TrunkUsage"/>; calls in progress keep theirs.
/// </summary>
internal sealed class Trunk(string name, TrunkOptions options, TrunkUsage? usage = null)
{
    public string Name { get; } = name;

    public TrunkOptions Options { get; } = options;

    public TrunkUsage Usage { get; } = usage ?? new TrunkUsage();

    /// <summary>Those listed; anywhere, for callers who prove who they are.</summary>
    public IReadOnlyList<IPNetwork> Sources { get; } = options.Sources.Count == 0 && (options.Digest is not null || options.Tls is not null) && options.Registration is null
        ? Networks.Anywhere
        : [.. options.Sources.Select(Networks.Parse)];

    public TrunkDigest? Digest { get; } = options.Digest is null ? null : new TrunkDigest(options.Digest);

    public TrunkTls? Tls { get; } = options.Tls is null ? null : new TrunkTls(options.Tls);

    /// <summary>Who we are for the carrier; null: nobody.</summary>
    public SipCredentials? Credentials { get; } = TrunkDigest.CredentialsOf(options.Credentials);

    public IReadOnlyList<IPNetwork> MediaNetworks { get; } = [.. options.MediaNetworks.Select(Networks.Parse)];

    /// <summary>Who calls whom.</summary>
    public TrunkHeaders Headers { get; } = new(options);

    public TrunkRepairs Repairs { get; } = new(options.Repair);

    public TrunkHeaderPolicy HeaderPolicy { get; } = new(options);

    public DialledPatterns Dialled { get; } = new(options.Dialled);

    /// <summary>A relay stands in the media path of its calls.</summary>
    public bool UsesRtpengine { get; } = options.MediaPolicy == MediaPolicies.Rtpengine;

    public bool RequiresSrtp { get; } = options.MediaPolicy == MediaPolicies.RequireSrtp;

    /// <summary>New calls per second; null without a limit.</summary>
    public RateLimit? Rate { get; } = options.CallsPerSecond is { } rate ? new RateLimit(rate, options.Burst ?? Math.Max(1, (int)Math.Ceiling(rate))) : null;

    /// <summary>Its addresses are its proof; another trunk's callers have to prove who they are.</summary>
    public bool IsKnownByAddress { get; } = options.Digest is null && options.Tls is null;

    public bool Allows(SipTransportKind transport) =>
        Options.Transports.Count == 0 || Options.Transports.Contains(transport.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes one of the trunk's calls; false at <see cref="TrunkOptions.MaxCalls"/>.</summary>
    public bool TryEnter() => Usage.TryEnter(Options.MaxCalls);

    /// <summary>As many calls as it may have: a look, not a claim.</summary>
    public bool IsFull => Usage.Calls >= Options.MaxCalls;

    public void Leave() => Usage.Leave();
}
