using System.Net;
using System.Net.Sockets;

namespace Realtime.Demo;

/// <summary>Free ports of loopback, taken once and handed to the two services.</summary>
internal sealed record DemoPorts(int Api, int SipTls, int Http, int Sip, int Tool)
{
    /// <summary>Where softphones look first; taken when free.</summary>
    private const int UsualSipPort = 5060;

    public static DemoPorts Choose()
    {
        var tcp = Enumerable.Range(0, 4).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in tcp)
        {
            listener.Start();
        }

        var ports = tcp.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in tcp)
        {
            listener.Stop();
        }

        return new DemoPorts(ports[0], ports[1], ports[2], SipPort(), ports[3]);
    }

    private static int SipPort()
    {
        try
        {
            return Bound(UsualSipPort);
        }
        catch (SocketException)
        {
            return Bound(0);
        }
    }

    private static int Bound(int port)
    {
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
        using var tcp = new TcpListener(IPAddress.Loopback, ((IPEndPoint)udp.Client.LocalEndPoint!).Port);
        tcp.Start();
        return ((IPEndPoint)udp.Client.LocalEndPoint!).Port;
    }
}
