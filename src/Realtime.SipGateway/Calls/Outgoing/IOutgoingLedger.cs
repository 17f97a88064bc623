using Realtime.SipGateway.Calls.Afterwards;

namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>What endpoints are still to be told; implemented by the store, so that nothing is forgotten when the process dies.</summary>
public interface IOutgoingLedger
{
    /// <summary>Facts that were not given to endpoints yet, oldest first.</summary>
    ValueTask<IReadOnlyList<OutgoingFact>> FactsAsync(int count, CancellationToken cancellationToken);

    /// <summary>Gives facts to endpoints; what is planned already is left as it is.</summary>
    /// <param name="facts">Facts that are dealt with, those that nobody wants included.</param>
    /// <param name="deliveries">What is to be sent.</param>
    /// <param name="works">What is to be made of calls that are over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask PlanAsync(
        IReadOnlyList<OutgoingFact> facts, IReadOnlyList<OutgoingDelivery> deliveries, IReadOnlyList<AfterCallWork> works, CancellationToken cancellationToken);

    /// <summary>Takes what is due for an endpoint, for this node alone. The end of a call waits until its start was tried.</summary>
    /// <param name="endpoint">Its name.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="lease">When nothing is heard for so long, another node may take them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<OutgoingDelivery>> TakeAsync(string endpoint, int count, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Says what a try came to. One that was given up by an operator's wish meanwhile is left as it is.</summary>
    ValueTask SettleAsync(string id, OutgoingResult result, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="state">Null: any.</param>
    /// <param name="endpoint">Null: any.</param>
    /// <param name="call">Null: any.</param>
    /// <param name="count">1 to 500.</param>
    /// <param name="before">Only events that happened before; null: from the newest.</param>
    /// <param name="beforeId">With <paramref name="before"/>: of events at that very time those with lower ids too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<OutgoingDelivery>> ListAsync(
        OutgoingState? state, string? endpoint, CallId? call, int count, DateTimeOffset? before, string? beforeId, CancellationToken cancellationToken);

    /// <summary>Sends it now, whatever became of it before, with all attempts anew; false when there is none by this id.</summary>
    ValueTask<bool> RedeliverAsync(string id, CancellationToken cancellationToken);

    /// <summary>Gives up what waits for endpoints that are not among these; returns how many deliveries.</summary>
    /// <param name="endpoints">Names of all that are configured.</param>
    /// <param name="before">Only what was due before this time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<int> AbandonAsync(IReadOnlyList<string> endpoints, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>What waits, by endpoint.</summary>
    ValueTask<IReadOnlyList<OutgoingBacklog>> BacklogAsync(CancellationToken cancellationToken);

    /// <summary>Endpoints that nothing is sent to.</summary>
    ValueTask<IReadOnlyList<OutgoingStop>> StopsAsync(CancellationToken cancellationToken);

    ValueTask StopAsync(OutgoingStop stop, CancellationToken cancellationToken);

    /// <summary>Serves an endpoint again; false when it was not stopped.</summary>
    ValueTask<bool> ResumeAsync(string endpoint, CancellationToken cancellationToken);
}
