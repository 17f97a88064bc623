using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Sip;
using Realtime.Sip.Authentication;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// Where calls of ours can go: AI targets, peers of trunks, destinations. Each question gives the ways to try, best first, and those that are down
/// last; who tries one reports how it went (<see cref="RouteCandidate.Report"/>).
/// </summary>
internal sealed class OutboundRoutes : ITargetStatus
{
    /// <summary>A resolver that takes longer is as good as none; the caller hears ringing meanwhile.</summary>
    private static readonly TimeSpan LookupTime = TimeSpan.FromSeconds(3);

    private readonly SignallingOptions _options;
    private readonly TrunkBook _trunks;
    private readonly TargetMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<OutboundRoutes> _log;
    private readonly Dictionary<string, SipTarget> _targets;
    private readonly ConcurrentDictionary<(TargetGroupKind Kind, string Name), TargetGroup> _groups = new();
    private volatile SipEndpoint? _endpoint;

    public OutboundRoutes(IOptions<SignallingOptions> options, TrunkBook trunks, TargetMetrics metrics, TlsFiles files, TimeProvider time, ILogger<OutboundRoutes> log)
    {
        (_options, _trunks, _metrics, _time, _log) = (options.Value, trunks, metrics, time, log);
        _targets = _options.Targets.Where(target => target.Value.SipUri is not null)
            .ToDictionary(target => target.Key, target => new SipTarget(target.Key, target.Value, files.ForTarget(target.Key)), StringComparer.Ordinal);
        metrics.Watch(() => _groups.Values);
    }

    /// <summary>The endpoint that calls go out by; null before signalling has started.</summary>
    public SipEndpoint? Endpoint => _endpoint;

    /// <summary>The groups met so far.</summary>
    public IEnumerable<TargetGroup> Groups => _groups.Values;

    /// <summary>The AI targets that can be called by SIP.</summary>
    public IReadOnlyDictionary<string, SipTarget> Targets => _targets;

    /// <summary>From now on names are looked up and calls are sent by it.</summary>
    public void Use(SipEndpoint endpoint) => _endpoint = endpoint;

    /// <summary>
    /// The AI targets of a decision in the order to try them: those whose service is left alone come last, or not at all when there is a fallback,
    /// which serves the caller sooner.
    /// </summary>
    public IReadOnlyList<SipTarget> Order(CallDecision decision)
    {
        var known = decision.TargetOrder.Select(name => _targets.GetValueOrDefault(name)).OfType<SipTarget>().ToList();
        var (well, ill) = (new List<SipTarget>(), new List<SipTarget>());
        foreach (var target in known)
        {
            (GroupOf(target).Service.IsAvailable ? well : ill).Add(target);
        }

        return decision.Fallback is not null ? well : [.. well, .. ill];
    }

    public TargetGroup GroupOf(SipTarget target) => Group(TargetGroupKind.Ai, target.Name, target.IsProbed);

    /// <summary>The ways to an AI target; none when its host has no address.</summary>
    public async ValueTask<IReadOnlyList<RouteCandidate>> ToTargetAsync(SipTarget target, CancellationToken cancellationToken)
    {
        var group = GroupOf(target);
        var found = target.Proxy is { } proxy ? [proxy] : await LookUpAsync(group, target.Uri, cancellationToken);
        return BestFirst(found.Select(destination => Candidate(group, target.Uri, destination)));
    }

    /// <summary>An AI target as it was dialled, for a call that another process began; null when it is configured no more or has no address.</summary>
    public async Task<B2buaTarget?> FindAsync(string name, CancellationToken cancellationToken) =>
        _targets.TryGetValue(name, out var target) && await ToTargetAsync(target, cancellationToken) is [var first, ..]
            ? new B2buaTarget { Uri = target.Uri, Destination = first.Destination, Session = target.Options.SessionTimer.ToOptions() }
            : null;

    /// <summary>The ways to a number or URI through a trunk's peers: by priority, and by weight within one priority.</summary>
    /// <param name="trunk">Name of the trunk.</param>
    /// <param name="userOrUri">A number, <c>tel:</c>, or a <c>sip:</c> URI, which stays the Request-URI; a number gets the peer's host.</param>
    /// <param name="cancellationToken">Ends the lookups.</param>
    /// <returns>None when the trunk is unknown or has no peer with an address.</returns>
    public async ValueTask<IReadOnlyList<RouteCandidate>> ToTrunkAsync(string trunk, string userOrUri, CancellationToken cancellationToken)
    {
        if (TrunkOf(trunk) is not { } options)
        {
            return [];
        }

        var group = Group(TargetGroupKind.Trunk, trunk, options.PeerHealth == SipTargetOptions.Options);
        var candidates = new List<RouteCandidate>();
        foreach (var peer in PeerOrder.Of(options.Peers).Select(peer => SipUri.Parse(peer.Uri)))
        {
            var uri = RequestUri(userOrUri, peer);
            candidates.AddRange((await LookUpAsync(group, peer, cancellationToken)).Select(destination => Candidate(group, uri, destination)));
        }

        return BestFirst(candidates);
    }

    /// <summary>The ways to a destination of the site's.</summary>
    public async ValueTask<IReadOnlyList<RouteCandidate>> ToDestinationAsync(string name, CancellationToken cancellationToken)
    {
        if (!_options.Destinations.TryGetValue(name, out var destination))
        {
            return [];
        }

        if (destination.Trunk is { } trunk && TrunkOf(trunk) is { Peers.Count: > 0 })
        {
            return await ToTrunkAsync(trunk, destination.Uri, cancellationToken);
        }

        var uri = SipUri.Parse(destination.Uri);
        var group = Group(TargetGroupKind.Destination, name, isProbed: false);
        return BestFirst((await LookUpAsync(group, uri, cancellationToken)).Select(found => Candidate(group, uri, found)));
    }

    public DestinationOptions? DestinationOf(string name) => _options.Destinations.TryGetValue(name, out var destination) ? destination : null;

    /// <summary>Who we are for a trunk's carrier, where it challenges.</summary>
    public SipCredentials? CredentialsOf(string trunk) => _trunks.Find(trunk)?.Credentials;

    /// <summary>What is asked by OPTIONS: a group and the URI of one of its hosts.</summary>
    public IEnumerable<(TargetGroup Group, SipUri Uri, SipDestination? Fixed)> Probed() =>
        _targets.Values.Where(target => target.IsProbed).Select(target => (GroupOf(target), target.Uri, target.Proxy))
            .Concat(_trunks.Current.Trunks.Where(trunk => trunk.Options.PeerHealth == SipTargetOptions.Options).SelectMany(trunk => trunk.Options.Peers.Select(peer =>
                (Group(TargetGroupKind.Trunk, trunk.Name, isProbed: true), SipUri.Parse(peer.Uri), (SipDestination?)null))));

    public async ValueTask<IReadOnlyList<GroupMember>> MembersAsync(TargetGroup group, SipUri uri, SipDestination? known, CancellationToken cancellationToken) =>
        [.. (known is not null ? [known] : await LookUpAsync(group, uri, cancellationToken)).Select(group.MemberOf)];

    IReadOnlyList<TargetStatus> ITargetStatus.List()
    {
        foreach (var target in _targets.Values)
        {
            GroupOf(target);
        }

        return [.. _groups.Values.OrderBy(group => group.Kind).ThenBy(group => group.Name, StringComparer.Ordinal).Select(StatusOf)];
    }

    /// <summary>The digits of <c>tel:+1…</c> or of a plain number; null for anything else.</summary>
    public static string? NumberOf(string text)
    {
        var number = text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? text[4..].Split(';')[0] : text;
        number = string.Concat(number.Where(character => character is not ('-' or '.' or '(' or ')' or ' ')));
        return number.Length is > 0 and <= 32 && number.AsSpan(number[0] == '+' ? 1 : 0) is { Length: > 0 } digits && digits.ContainsAnyExceptInRange('0', '9') is false
            ? number
            : null;
    }

    private static SipUri RequestUri(string userOrUri, SipUri peer) => NumberOf(userOrUri) is { } number
        ? SipUri.Create(number, peer.Host, peer.Port, peer.Kind == SipUriKind.Sips, "user=phone")
        : SipUri.Parse(userOrUri);

    private static RouteCandidate Candidate(TargetGroup group, SipUri uri, SipDestination destination) =>
        new(group, group.MemberOf(destination), uri);

    private static IReadOnlyList<RouteCandidate> BestFirst(IEnumerable<RouteCandidate> candidates) =>
        [.. candidates.OrderByDescending(candidate => candidate.Member.Health.IsAvailable)];

    private static TargetStatus StatusOf(TargetGroup group) => new(
        group.Name,
        group.Kind.ToString().ToLowerInvariant(),
        group.IsProbed ? SipTargetOptions.Options : SipTargetOptions.Passive,
        group.Service.State.ToString().ToLowerInvariant(),
        group.Service.Why,
        [.. group.Members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => new TargetAddressStatus(
            member.Key, member.Value.Health.IsAvailable, member.Value.Health.Since, member.Value.Health.Why))]);

    /// <summary>As it is now: a reload may have given it other peers.</summary>
    private TrunkOptions? TrunkOf(string name) => _trunks.Find(name)?.Options;

    private TargetGroup Group(TargetGroupKind kind, string name, bool isProbed) => _groups.GetOrAdd(
        (kind, name), key => new TargetGroup(key.Name, key.Kind, isProbed, _options.Health, _metrics, _time, _log));

    private async Task<IReadOnlyList<SipDestination>> LookUpAsync(TargetGroup group, SipUri uri, CancellationToken cancellationToken)
    {
        var resolver = _endpoint?.Transports.Resolver ?? throw new InvalidOperationException("Signalling has not started.");
        using var limit = new CancellationTokenSource(LookupTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var found = await resolver.ResolveAsync(uri, either.Token);
            if (found.Count > 0)
            {
                return group.Kind == TargetGroupKind.Ai ? [.. found.Select(one => one with { Tls = _targets[group.Name].Tls })] : found;
            }
        }
        catch (OperationCanceledException)
        {
            // Too slow, or the caller has gone: no address either way.
        }

        _log.NotResolved(group.Name, uri.ToString());
        return [];
    }
}
