using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>How the endpoints do, as of some seconds ago: for loops, metrics and health, which must not ask the store each time.</summary>
internal sealed class OutgoingBoard(IOutgoingLedger ledger, OutgoingEndpoints endpoints)
{
    private volatile IReadOnlyList<OutgoingStop> _stops = [];
    private volatile IReadOnlyList<OutgoingBacklog> _backlog = [];

    public IReadOnlyList<OutgoingBacklog> Backlog => _backlog;

    /// <summary>Configured endpoints that nothing is sent to.</summary>
    public IReadOnlyList<OutgoingEndpoint> Stopped => [.. endpoints.All.Where(IsStopped)];

    /// <summary>It answered 410 under the address that it has still.</summary>
    public bool IsStopped(OutgoingEndpoint endpoint) => StopOf(endpoint) is not null;

    public OutgoingStop? StopOf(OutgoingEndpoint endpoint) =>
        _stops.FirstOrDefault(stop => stop.Endpoint == endpoint.Name && stop.Url == endpoint.Url.AbsoluteUri);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _stops = await ledger.StopsAsync(cancellationToken);
        _backlog = await ledger.BacklogAsync(cancellationToken);
    }
}
