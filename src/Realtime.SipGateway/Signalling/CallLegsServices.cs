using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <summary>What every pair of legs needs.</summary>
internal sealed record CallLegsServices(
    AttemptToken Tokens, LiveLegs Live, SignallingMetrics Metrics, IOptions<SignallingOptions> Settings, TimeProvider Time, ILogger<CallLegs> Log)
{
    public SignallingOptions Options => Settings.Value;
}
