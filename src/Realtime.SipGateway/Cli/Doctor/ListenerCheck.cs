using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Signalling;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Whether the SIP listeners can be opened or are open already, and whether what peers are told of them can be reached.</summary>
internal sealed class ListenerCheck(IOptions<SignallingOptions> options, IConfiguration configuration) : IDoctorCheck
{
    public string Area => "listener";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.Listeners.Count == 0)
        {
            notes.Warn("Sip:Listeners", "none: no trunk can send calls here", "Add a listener, unless all calls come to the vendor without our edge.");
        }

        var runs = await GatewayRunsAsync(cancellationToken);
        var outside = settings.Trunks.Values.SelectMany(static trunk => trunk.Sources).Any(IsPublicSource);
        foreach (var listener in settings.Listeners)
        {
            var what = $"{listener.Transport} {listener.Address}";
            Bind(notes, what, listener, runs);
            await AdvertiseAsync(notes, what, listener, outside, cancellationToken);
        }
    }

    private static void Bind(DoctorNotes notes, string what, ListenerOptions listener, bool runs)
    {
        var address = IPEndPoint.Parse(listener.Address);
        if (address.Port == 0)
        {
            notes.Warn(what, "takes a free port at each start", "Peers cannot know it: set a port such as 5060.");
            return;
        }

        var udp = listener.Transport.Equals("udp", StringComparison.OrdinalIgnoreCase);
        try
        {
            using var socket = new Socket(address.AddressFamily, udp ? SocketType.Dgram : SocketType.Stream, udp ? ProtocolType.Udp : ProtocolType.Tcp);
            socket.Bind(address);
            if (runs)
            {
                notes.Warn(what, "is free although a gateway answers HTTP here", "The gateway that runs has other settings, or does not listen: look at its /ready.");
            }
            else
            {
                notes.Ok(what, "can be opened");
            }
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && runs)
        {
            notes.Ok(what, "is open; a gateway runs here");
        }
        catch (SocketException fault)
        {
            notes.Fail(what, fault.Message, fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "Another program has the port: find it (ss -lnp), or choose another port.",
                SocketError.AccessDenied => "Ports below 1024 need the capability net_bind_service.",
                _ => "It is no address of this machine: listen on 0.0.0.0 or [::], and tell peers the public one by AdvertisedHost.",
            });
        }
    }

    private static async Task AdvertiseAsync(DoctorNotes notes, string what, ListenerOptions listener, bool outside, CancellationToken cancellationToken)
    {
        var bound = IPEndPoint.Parse(listener.Address).Address;
        what += " as peers know it";
        if (listener.AdvertisedHost is not { Length: > 0 } host)
        {
            var known = NetworkSight.IsAny(bound) ? NetworkSight.Own(bound.AddressFamily) : [bound];
            if (outside && !known.Any(NetworkSight.IsPublic))
            {
                notes.Warn(what, $"peers on the internet are told {string.Join(" or ", known)}, which they cannot reach", "Set AdvertisedHost to the public name or address; without it ACK and BYE get lost behind NAT.");
            }
            else
            {
                notes.Ok(what, string.Join(" or ", known));
            }

            return;
        }

        var found = await ResolveAsync(host, cancellationToken);
        if (found.Count == 0)
        {
            notes.Fail(what, $"AdvertisedHost {host} has no address", "Correct the name, or its DNS: peers send ACK, BYE and re-INVITE there.");
        }
        else if (outside && !found.Any(NetworkSight.IsPublic))
        {
            notes.Warn(what, $"AdvertisedHost {host} is {string.Join(", ", found)}, which peers on the internet cannot reach", "Set the public name or address.");
        }
        else
        {
            notes.Ok(what, $"{host} is {string.Join(", ", found)}");
        }
    }

    private static async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>A gateway of these settings answers on its own HTTP address.</summary>
    private async Task<bool> GatewayRunsAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        foreach (var url in LocalHttp.Addresses(configuration))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url, "/health"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Nobody there.
            }
        }

        return false;
    }

    private static bool IsPublicSource(string source) =>
        IPAddress.TryParse(source.Split('/')[0], out var address) && NetworkSight.IsPublic(address);
}
