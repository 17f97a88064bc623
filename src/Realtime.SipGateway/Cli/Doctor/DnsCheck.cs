using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Where every SIP URI of the settings leads, by the gateway's own resolver (NAPTR, SRV, A, AAAA; RFC 3263).</summary>
internal sealed class DnsCheck(IOptions<SignallingOptions> options, TimeProvider time) : IDoctorCheck
{
    public string Area => "dns";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var counters = new SipCounters();
        using var resolver = new SipResolver(EndpointSetup.Dns(settings.Dns), counters, time, NullLoggerFactory.Instance);
        await Task.WhenAll(Uris(settings).Select(async one =>
        {
            var found = await resolver.ResolveAsync(one.Uri, cancellationToken);
            if (found.Count == 0)
            {
                notes.Fail(one.What, $"{one.Uri.Host} has no address", "Correct the name, or see whether this machine's DNS servers know it (Sip:Dns:Servers).");
            }
            else
            {
                notes.Ok(one.What, string.Join(", ", found.Select(static place => $"{place.Kind.ToString().ToLowerInvariant()}:{place.EndPoint}")));
            }
        }));
    }

    private static IEnumerable<(string What, SipUri Uri)> Uris(SignallingOptions settings) =>
        settings.Targets.Where(static one => one.Value is { SipUri: not null, OutboundProxy: null }).Select(static one => ($"target {one.Key}", SipUri.Parse(one.Value.SipUri!)))
            .Concat(settings.Trunks.SelectMany(static one => one.Value.Peers.Select(peer => ($"trunk {one.Key} peer {peer.Uri}", SipUri.Parse(peer.Uri)))))
            .Concat(settings.Trunks.Where(static one => one.Value.Registration is { OutboundProxy: null })
                .Select(static one => ($"trunk {one.Key} registrar", SipUri.Parse(one.Value.Registration!.Registrar))))
            .Concat(settings.Destinations.Where(static one => one.Value.Uri.StartsWith("sip", StringComparison.OrdinalIgnoreCase))
                .Select(static one => ($"destination {one.Key}", SipUri.Parse(one.Value.Uri))));
}
