using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Realtime.Testing;

/// <summary>
/// Ports of loopback for what cannot pick one and tell. They lie below those that the system gives to outgoing connections (32768 and up on Linux):
/// none of the many sockets of a test run takes one between its choice and its use.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 12_000;
    private const int Count = 20_000;

    private static int _next = RandomNumberGenerator.GetInt32(Count);

    /// <summary>One that is free for TCP and UDP; never the same twice in a row of 20,000.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            try
            {
                using var tcp = new TcpListener(IPAddress.Loopback, port);
                tcp.Start();
                using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
