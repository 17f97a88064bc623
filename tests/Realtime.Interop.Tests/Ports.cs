using System.Net;
using Realtime.Testing;

namespace Realtime.Interop.Tests;

/// <summary>Ports of loopback for strangers that cannot pick one and tell.</summary>
internal static class Ports
{
    /// <summary>Waits until somebody listens there: strangers do not tell.</summary>
    public static async Task BoundAsync(IPEndPoint address, string transport)
    {
        var table = transport == "udp" ? "/proc/net/udp" : "/proc/net/tcp";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await File.ReadAllTextAsync(table, limit.Token)).Contains($":{address.Port:X4} ", StringComparison.Ordinal))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>One that is free for UDP and TCP.</summary>
    public static IPEndPoint Free() => new(IPAddress.Loopback, LoopbackPorts.Next());
}
