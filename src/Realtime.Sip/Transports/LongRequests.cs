using System.Net;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>Requests that are too long for UDP (RFC 3261 18.1.1), and the peers that do not take them by TCP.</summary>
internal sealed class LongRequests(SipTransportLimits limits, TimeProvider time)
{
    /// <summary>What Via and Contact add to a request that is not stamped yet.</summary>
    private const int StampLength = 200;

    /// <summary>Peers remembered to refuse TCP: a gateway has dozens of carriers.</summary>
    private const int MaxRemembered = 1024;

    /// <summary>A peer that refused TCP is asked again after this long.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(10);

    /// <summary>A caller waits meanwhile: a peer that listens on TCP has answered by then.</summary>
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, long> _refused = [];

    public SipDestination Route(SipDestination destination, SipRequest request)
    {
        var limit = destination.TcpAbove ?? limits.TcpAbove;
        if (destination.Kind != SipTransportKind.Udp || limit is null or int.MaxValue || destination.PreferredFlow is { IsUsable: true }
            || request.ToBytes().Length + StampLength <= limit || Refuses(destination.EndPoint))
        {
            return destination;
        }

        return new SipDestination(SipTransportKind.Tcp, destination.EndPoint) { ConnectTime = ConnectTime, PoolSize = 1, Fallback = destination };
    }

    /// <summary>What became of an attempt to connect.</summary>
    public void Note(SipDestination destination, SipTransportFailure failure)
    {
        if (failure is SipTransportFailure.None or SipTransportFailure.Closing || !IsOurs(destination))
        {
            return;
        }

        lock (_gate)
        {
            if (_refused.Count >= MaxRemembered)
            {
                _refused.Clear();
            }

            _refused[destination.EndPoint] = time.GetTimestamp();
        }
    }

    private static bool IsOurs(SipDestination destination) =>
        destination.Kind == SipTransportKind.Tcp && destination.Fallback is { Kind: SipTransportKind.Udp } udp && udp.EndPoint.Equals(destination.EndPoint);

    private bool Refuses(IPEndPoint endPoint)
    {
        lock (_gate)
        {
            return _refused.TryGetValue(endPoint, out var since) && time.GetElapsedTime(since) < AskAgain;
        }
    }
}
