using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>The gateway's connector, and how many connections it has made.</summary>
internal sealed class CountingConnector(WebSocketConnector connector) : ISidebandConnector
{
    private int _connected;

    public int Connected => Volatile.Read(ref _connected);

    public async Task<ConnectResult> ConnectAsync(string target, RealtimeCallId call, CancellationToken cancellationToken)
    {
        var result = await connector.ConnectAsync(target, call, cancellationToken);
        if (result.Socket is not null)
        {
            Interlocked.Increment(ref _connected);
        }

        return result;
    }
}
