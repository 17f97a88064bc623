using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Signalling.Hep;
using Realtime.SipGateway.Signalling.Rtpengine;
using Realtime.SipGateway.Signalling.Targets;
using Realtime.SipGateway.Signalling.Transfer;

namespace Realtime.SipGateway.Signalling;

/// <summary>What every pair of legs needs.</summary>
internal sealed record CallLegsServices(
    AttemptToken Tokens,
    LiveLegs Live,
    OutboundRoutes Routes,
    RtpengineRelay Relay,
    TargetMetrics Targets,
    SignallingMetrics Metrics,
    TransferServices Transfers,
    HepCorrelation Correlation,
    IOptions<SignallingOptions> Settings,
    TimeProvider Time,
    ILogger<CallLegs> Log)
{
    public SignallingOptions Options => Settings.Value;
}
