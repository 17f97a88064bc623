using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>User agents that look for holes; they name themselves by habit, which costs nothing to believe.</summary>
internal sealed class ScannerAgents(DefenceOptions options)
{
    /// <summary>What public logs of SIP servers show: sipvicious and its likes, and tools that real peers do not use towards a trunk.</summary>
    private static readonly string[] Known =
    [
        "friendly-scanner", "friendly-request", "sipvicious", "sip-scan", "sipscan", "sundayddr", "sipcli", "pplsip", "vaxsipuseragent", "vaxasip", "iwar",
        "siparmyknife", "svmap", "svwar", "svcrack", "nmap", "masscan",
    ];

    private readonly byte[][] _beginnings = options.DropScanners
        ? [.. Known.Concat(options.ScannerAgents).Select(agent => Encoding.UTF8.GetBytes(agent.Trim()))]
        : [];

    /// <summary>Whether a request is a scanner's.</summary>
    public bool Has(SipRequest request) =>
        _beginnings.Length > 0 && request.Headers.TryGet(SipHeaderId.UserAgent, out var agent) && Has(agent.ValueBytes.Span);

    private bool Has(ReadOnlySpan<byte> agent)
    {
        foreach (var beginning in _beginnings)
        {
            if (agent.Length >= beginning.Length && Ascii.EqualsIgnoreCase(agent[..beginning.Length], beginning))
            {
                return true;
            }
        }

        return false;
    }
}
