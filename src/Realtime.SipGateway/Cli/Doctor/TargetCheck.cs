using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transports;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>
/// Each AI target from here: SIP by TCP and TLS, API and WebSocket by TLS, the API key by hanging up a call that never was (it needs the right
/// that calls need, and changes nothing), our clock against the service's.
/// </summary>
internal sealed class TargetCheck(TargetCatalog targets, IOptions<SignallingOptions> options, TimeProvider time) : IDoctorCheck
{
    /// <summary>No call has this id.</summary>
    private const string NoCall = "rtc_gateway_doctor_no_such_call";

    /// <summary>Addresses of one name that are tried.</summary>
    private const int MaxAddresses = 4;

    /// <summary>Webhooks are refused when the clocks differ by 300 s; by then it is too late to be told.</summary>
    private const double WarnSeconds = 30;

    private const double FailSeconds = 270;

    private const string TlsAdvice = "See the firewall, a proxy that inspects TLS, and trust roots (Targets:NAME:CertificateAuthorityFile).";

    public string Area => "target";

    public Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        if (targets.All.Count == 0)
        {
            notes.Warn("Targets", "none: no AI can answer", "Add an entry to Targets.");
        }

        return Task.WhenAll(targets.All.SelectMany(target => new[]
        {
            SipAsync(notes, target, cancellationToken), WebSocketAsync(notes, target, cancellationToken), ApiAsync(notes, target, cancellationToken),
        }));
    }

    private async Task SipAsync(DoctorNotes notes, Target target, CancellationToken cancellationToken)
    {
        if (target.SipUri is null)
        {
            return;
        }

        var uri = SipUri.Parse(target.SipUri);
        foreach (var place in await PlacesAsync(uri, target, cancellationToken))
        {
            var what = $"{target.Name} SIP {place.Kind.ToString().ToLowerInvariant()}:{place.EndPoint}";
            if (place.Kind == SipTransportKind.Tls)
            {
                var sight = await TlsSight.LookAsync(
                    uri.Host, async (socket, ct) => await socket.ConnectAsync(place.EndPoint, ct), target.TrustRoots?.Callback, time, cancellationToken);
                sight.Tell(notes, what, TlsAdvice, time);
            }
            else if (place.Kind == SipTransportKind.Tcp)
            {
                await TcpAsync(notes, what, place.EndPoint, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<SipDestination>> PlacesAsync(SipUri uri, Target target, CancellationToken cancellationToken)
    {
        if (target.OutboundProxy is { } proxy)
        {
            var kind = uri.Kind == SipUriKind.Sips || string.Equals(uri.Transport, "tls", StringComparison.OrdinalIgnoreCase) ? SipTransportKind.Tls : SipTransportKind.Tcp;
            return [new SipDestination(kind, proxy)];
        }

        using var counters = new SipCounters();
        using var resolver = new SipResolver(EndpointSetup.Dns(options.Value.Dns), counters, time, NullLoggerFactory.Instance);
        return [.. (await resolver.ResolveAsync(uri, cancellationToken)).Take(MaxAddresses)];
    }

    private async Task WebSocketAsync(DoctorNotes notes, Target target, CancellationToken cancellationToken)
    {
        var url = target.WebSocketUrl;
        if (url.Scheme == Uri.UriSchemeWss)
        {
            var sight = await TlsSight.LookAsync(
                url.Host, async (socket, ct) => await socket.ConnectAsync(url.Host, url.Port, ct), target.TrustRoots?.Callback, time, cancellationToken);
            sight.Tell(notes, $"{target.Name} WebSocket {url.Host}:{url.Port}", TlsAdvice, time);
        }
    }

    private async Task ApiAsync(DoctorNotes notes, Target target, CancellationToken cancellationToken)
    {
        var what = $"{target.Name} API {target.ApiBaseUrl.Host}";
        using var http = new TargetHttp();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.ApiBaseUrl, $"realtime/calls/{NoCall}/hangup"));
        try
        {
            using var answer = await http.SendAsync(target, request, cancellationToken);
            Key(notes, what, (int)answer.StatusCode);
            Clock(notes, target.Name, answer.Headers.Date);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidOperationException)
        {
            notes.Fail(what, (fault.InnerException ?? fault).Message, "Calls cannot be accepted: see DNS, firewall, proxy, trust roots (Targets:NAME:CertificateAuthorityFile) and the key's reference.");
        }
    }

    private static void Key(DoctorNotes notes, string what, int status)
    {
        switch (status)
        {
            case 401 or 403:
                notes.Fail(what, $"the API key is refused ({status})", "Put a key of the right project behind Targets:NAME:ApiKey; it must be allowed to use the Realtime API.");
                break;
            case 429:
                notes.Warn(what, "the API key is over a limit (429)", "Look at the project's limits and its balance.");
                break;
            case >= 500:
                notes.Warn(what, $"the service has trouble ({status})", "Look at the vendor's status page.");
                break;
            default:
                notes.Ok(what, string.Create(CultureInfo.InvariantCulture, $"answers, and takes the API key ({status} for a call that never was)"));
                break;
        }
    }

    private void Clock(DoctorNotes notes, string target, DateTimeOffset? theirs)
    {
        if (theirs is not { } date)
        {
            return;
        }

        var apart = (time.GetUtcNow() - date).TotalSeconds;
        var seen = string.Create(CultureInfo.InvariantCulture, $"our clock is {Math.Abs(apart):0} s {(apart < 0 ? "behind" : "ahead of")} {target}'s");
        if (Math.Abs(apart) >= FailSeconds)
        {
            notes.Fail("clock", seen, "Webhooks are refused at 300 s: run NTP (timedatectl, chronyc tracking).");
        }
        else if (Math.Abs(apart) >= WarnSeconds)
        {
            notes.Warn("clock", seen, "Run NTP (timedatectl, chronyc tracking); webhooks are refused at 300 s.");
        }
        else
        {
            notes.Ok("clock", seen);
        }
    }

    private static async Task TcpAsync(DoctorNotes notes, string what, IPEndPoint place, CancellationToken cancellationToken)
    {
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(place, cancellationToken);
            notes.Ok(what, "connects");
        }
        catch (SocketException fault)
        {
            notes.Fail(what, fault.Message, "See the firewall and the target's address.");
        }
    }
}
