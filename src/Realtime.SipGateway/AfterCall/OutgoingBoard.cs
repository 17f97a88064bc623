using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>How the endpoints do, as of some seconds ago: for loops, metrics and health, which must not ask the store each time.</summary>
internal sealed class OutgoingBoard(IOutgoingLedger ledger, OutgoingEndpoints endpoints)
{
    private readonly Lock _adding = new();
    private volatile IReadOnlyList<OutgoingStop> _stops = [];
    private volatile IReadOnlyList<OutgoingBacklog> _backlog = [];

    public IReadOnlyList<OutgoingBacklog> Backlog => _backlog;

    /// <summary>Configured endpoints that nothing is sent to.</summary>
    public IReadOnlyList<OutgoingEndpoint> Stopped => [.. endpoints.All.Where(IsStopped)];

    /// <summary>It answered 410 under the address that it has still.</summary>
    public bool IsStopped(OutgoingEndpoint endpoint) => StopOf(endpoint) is not null;

    public OutgoingStop? StopOf(OutgoingEndpoint endpoint) =>
        _stops.FirstOrDefault(stop => stop.Endpoint == endpoint.Name && stop.Address == endpoint.Address);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var stops = await ledger.StopsAsync(cancellationToken);
        lock (_adding)
        {
            _stops = stops;
        }

        // What waits for an endpoint that was removed is not the business of those that watch the others.
        _backlog = [.. (await ledger.BacklogAsync(cancellationToken)).Where(one => endpoints.Find(one.Endpoint) is not null)];
    }

    /// <summary>Known at once, not with the next look; false when it was known already.</summary>
    public bool Add(OutgoingEndpoint endpoint, OutgoingStop stop)
    {
        lock (_adding)
        {
            var isNew = !IsStopped(endpoint);
            _stops = [.. _stops.Where(one => one.Endpoint != stop.Endpoint), stop];
            return isNew;
        }
    }
}
