using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>Opens the WebSocket to a call; the outside world of a worker.</summary>
internal interface ISidebandConnector
{
    /// <summary>One try. Failures are results; only the token's own cancellation is thrown.</summary>
    /// <param name="target">Name of the AI target.</param>
    /// <param name="call">The vendor's id of the call.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    Task<ConnectResult> ConnectAsync(string target, RealtimeCallId call, CancellationToken cancellationToken);
}
