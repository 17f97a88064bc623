namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>The endpoints that are told of calls.</summary>
public interface IOutgoingWebhooks
{
    /// <summary>All that are configured.</summary>
    ValueTask<IReadOnlyList<OutgoingEndpointStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Sends a signed test event at once; null when there is no such endpoint.</summary>
    Task<OutgoingTestResult?> TestAsync(string endpoint, CancellationToken cancellationToken);
}
