using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Resolution;

/// <summary>
/// Finds where a URI leads (RFC 3263 §4): NAPTR for the transport, SRV for hosts and ports, A and AAAA for addresses, each only where
/// the URI leaves it open. Answers are remembered, so that a call to a known target waits for nothing.
/// </summary>
public sealed class SipResolver : ISipResolver, IDisposable
{
    /// <summary>Destinations given at most: a caller has hung up before the tenth is tried.</summary>
    public const int MaxDestinations = 16;

    private static readonly SipTransportKind[] AllKinds = [SipTransportKind.Udp, SipTransportKind.Tcp, SipTransportKind.Tls];

    private readonly IReadOnlyList<SipTransportKind> _kinds;
    private readonly HostAddresses _hosts;
    private readonly DnsCache _cache;
    private readonly Func<int, int> _below;
    private readonly ILogger _logger;

    public SipResolver(
        SipDnsOptions options, SipCounters counters, TimeProvider time, ILoggerFactory loggers, IReadOnlyList<SipTransportKind>? kinds = null)
        : this(options, counters, time, loggers, kinds, RandomNumberGenerator.GetInt32)
    {
    }

    /// <param name="options">Servers and limits.</param>
    /// <param name="counters">Counts the lookups.</param>
    /// <param name="time">The clock of lifetimes and timeouts.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="kinds">The transports that can be used, the preferred one first; null: all, UDP first.</param>
    /// <param name="below">Gives a random number from zero to below its argument.</param>
    internal SipResolver(
        SipDnsOptions options,
        SipCounters counters,
        TimeProvider time,
        ILoggerFactory loggers,
        IReadOnlyList<SipTransportKind>? kinds,
        Func<int, int> below)
    {
        _logger = loggers.CreateLogger("Realtime.Sip.Resolution");
        _kinds = kinds ?? AllKinds;
        _below = below;
        var system = new SystemNames(options, time);
        _cache = new DnsCache(new DnsClient(options, system, time, _logger), options, counters, time, _logger);
        _hosts = new HostAddresses(_cache, system, options.AddressOrder);
    }

    /// <summary>How many answers are remembered.</summary>
    internal int Remembered => _cache.Count;

    public async ValueTask<IReadOnlyList<SipDestination>> ResolveAsync(SipUri uri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsSip || KindsOf(uri) is not { Count: > 0 } kinds)
        {
            _logger.NotResolved(uri.ToString(), "no transport of ours speaks it");
            return [];
        }

        var host = (uri.Parameters["maddr"] ?? uri.Host).TrimEnd('.').ToLowerInvariant();
        var places = await PlacesAsync(uri, host, kinds, cancellationToken);
        var found = await Task.WhenAll(places.Select(place => AddressesAsync(place, cancellationToken)));
        var destinations = found.SelectMany(some => some).Distinct().Take(MaxDestinations)
            .Select(some => new SipDestination(some.Kind, some.EndPoint) { TlsHostName = uri.Host.TrimEnd('.') }).ToList();
        if (destinations.Count == 0)
        {
            _logger.NotResolved(uri.ToString(), "no address");
        }

        return destinations;
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>Transports that the URI allows, in the order of preference: one when it says so (RFC 3263 §4.1).</summary>
    private List<SipTransportKind> KindsOf(SipUri uri)
    {
        var isSecure = uri.Kind == SipUriKind.Sips;
        if (uri.Transport is { } transport)
        {
            // sips with transport=tcp is TLS over TCP (RFC 3261 §26.2.2); there is none over UDP.
            var isPossible = SipTransportKinds.TryParse(transport, out var kind) && !(isSecure && kind == SipTransportKind.Udp);
            return !isPossible ? [] : isSecure ? [SipTransportKind.Tls] : [kind];
        }

        return [.. _kinds.Where(kind => !isSecure || kind == SipTransportKind.Tls)];
    }

    /// <summary>Hosts and ports in the order to try them.</summary>
    private async ValueTask<IReadOnlyList<Place>> PlacesAsync(SipUri uri, string host, List<SipTransportKind> kinds, CancellationToken cancellationToken)
    {
        // UDP is what a URI means that says nothing, where UDP is spoken at all. TLS is asked for, or found by NAPTR and SRV.
        var byDefault = kinds.Contains(SipTransportKind.Udp) ? SipTransportKind.Udp : kinds[0];
        var direct = new Place(byDefault, host, uri.Port ?? byDefault.DefaultPort());
        if (uri.Port is not null || IPAddress.TryParse(host, out _))
        {
            return [direct];
        }

        var services = uri.Transport is null ? await PointersAsync(host, kinds, cancellationToken) : [];
        if (services.Count == 0)
        {
            services = [.. kinds.Select(kind => (kind, ServiceName(kind, host)))];
            return await FirstServiceAsync(services, cancellationToken) ?? [direct];
        }

        var answers = await Task.WhenAll(services.Select(service => ServiceAsync(service.Kind, service.Name, cancellationToken)));
        List<Place> places = [.. answers.SelectMany(answer => answer ?? [])];
        return places.Count > 0 || Array.Exists(answers, answer => answer is not null) ? places : [direct];
    }

    /// <summary>The services that NAPTR offers and we speak, in its order (RFC 3263 §4.1).</summary>
    private async ValueTask<IReadOnlyList<(SipTransportKind Kind, string Name)>> PointersAsync(
        string host, List<SipTransportKind> kinds, CancellationToken cancellationToken)
    {
        var answer = await _cache.GetAsync(host, DnsType.NamingPointer, cancellationToken);
        return
        [
            .. answer.Records.Cast<DnsNamingPointer>()
                .Where(pointer => pointer.Flags.Equals("s", StringComparison.OrdinalIgnoreCase) && pointer.Expression.Length == 0 && pointer.Replacement.Length > 0)
                .OrderBy(pointer => pointer.Order).ThenBy(pointer => pointer.Preference)
                .Select(pointer => (Kind: KindOf(pointer.Services), Name: pointer.Replacement))
                .Where(service => service.Kind is { } kind && kinds.Contains(kind))
                .Select(service => (service.Kind!.Value, service.Name)),
        ];
    }

    /// <summary>Without NAPTR: the first transport that has SRV records is the one (RFC 3263 §4.1). All are asked at once.</summary>
    private async ValueTask<IReadOnlyList<Place>?> FirstServiceAsync(
        IReadOnlyList<(SipTransportKind Kind, string Name)> services, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(services.Select(service => ServiceAsync(service.Kind, service.Name, cancellationToken)));
        return Array.Find(answers, answer => answer is { Count: > 0 }) ?? Array.Find(answers, answer => answer is not null);
    }

    /// <summary>The hosts of one service; empty when the domain says that it does not offer it, null when it says nothing.</summary>
    private async Task<IReadOnlyList<Place>?> ServiceAsync(SipTransportKind kind, string name, CancellationToken cancellationToken)
    {
        var answer = await _cache.GetAsync(name, DnsType.Service, cancellationToken);
        return answer.Status != DnsStatus.Found
            ? null
            : [.. ServiceOrder.Of(answer.Records.Cast<DnsService>(), _below)
                .Where(service => service.Target.Length > 0 && service.Port > 0)
                .Take(MaxDestinations)
                .Select(service => new Place(kind, service.Target, service.Port))];
    }

    private async Task<IEnumerable<(SipTransportKind Kind, IPEndPoint EndPoint)>> AddressesAsync(Place place, CancellationToken cancellationToken)
    {
        var addresses = await _hosts.OfAsync(place.Host, cancellationToken);
        return addresses.Select(address => (place.Kind, new IPEndPoint(address, place.Port)));
    }

    private static SipTransportKind? KindOf(string services) => services.ToUpperInvariant() switch
    {
        "SIP+D2U" => SipTransportKind.Udp,
        "SIP+D2T" => SipTransportKind.Tcp,
        "SIPS+D2T" => SipTransportKind.Tls,
        _ => null,
    };

    private static string ServiceName(SipTransportKind kind, string host) => kind switch
    {
        SipTransportKind.Udp => "_sip._udp." + host,
        SipTransportKind.Tcp => "_sip._tcp." + host,
        _ => "_sips._tcp." + host,
    };

    private readonly record struct Place(SipTransportKind Kind, string Host, int Port);
}
