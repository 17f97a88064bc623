using System.Net;
using Microsoft.Extensions.Options;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>OPTIONS to every peer of every trunk, from a socket of our own beside the gateway's.</summary>
internal sealed class TrunkCheck(IOptions<SignallingOptions> options, TlsFiles files, TimeProvider time) : IDoctorCheck
{
    private const string User = "gateway-doctor";

    /// <summary>Some repeats over UDP fit.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public string Area => "trunk";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.Trunks.Count == 0)
        {
            notes.Warn("Trunks", "none: every INVITE is dropped", "Add the carrier's addresses as a trunk.");
        }

        await using var sip = new SipEndpoint(new SipEndpointOptions
        {
            Listeners =
            [
                new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Any, 0) },
                new SipListenerOptions { Kind = SipTransportKind.Tcp, Address = new IPEndPoint(IPAddress.Any, 0) },
            ],
            TlsClient = files.Client(),
            Dns = EndpointSetup.Dns(settings.Dns),
            TimeProvider = time,
        });
        await sip.StartAsync(cancellationToken);
        await Task.WhenAll(settings.Trunks.SelectMany(trunk => trunk.Value.Peers.Select(peer => AskAsync(notes, sip, $"{trunk.Key} peer {peer.Uri}", peer.Uri, cancellationToken))));
        foreach (var (name, trunk) in settings.Trunks.Where(static one => one.Value.Peers.Count == 0))
        {
            notes.Ok(name, $"sends calls from {(trunk.Sources.Count == 0 ? "where its proof comes from" : string.Join(", ", trunk.Sources))}; no peers to ask, so no transfers or fallbacks through it");
        }
    }

    private async Task AskAsync(DoctorNotes notes, SipEndpoint sip, string what, string peer, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            var outcome = await sip.SendAsync(
                SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse(peer), SipUri.Create(User, "gateway.invalid")), either.Token);
            Tell(notes, what, outcome);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            notes.Warn(what, $"OPTIONS not answered within {Limit.TotalSeconds:0} s", "See the firewall and the address; some carriers answer only from addresses they know, or not at all: then set PeerHealth to passive.");
        }
    }

    private static void Tell(DoctorNotes notes, string what, ClientTransactionEvent outcome)
    {
        if (outcome.Response?.StatusCode is not { } status)
        {
            notes.Fail(what, $"OPTIONS: {outcome.Kind}", "No connection: see DNS, firewall and TLS of this peer.");
        }
        else if (status == 503)
        {
            notes.Warn(what, "OPTIONS answered 503: it takes no calls now", "It drains or is overloaded; ask the carrier if it lasts.");
        }
        else
        {
            notes.Ok(what, $"OPTIONS answered {status}");
        }
    }
}
