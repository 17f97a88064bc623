using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>What operators ask of the endpoints.</summary>
internal sealed class OutgoingWebhooks(OutgoingEndpoints endpoints, OutgoingBoard board, OutgoingClient client, TimeProvider time) : IOutgoingWebhooks
{
    public async ValueTask<IReadOnlyList<OutgoingEndpointStatus>> ListAsync(CancellationToken cancellationToken)
    {
        await board.RefreshAsync(cancellationToken);
        return [.. endpoints.All.Select(one =>
        {
            var waits = board.Backlog.FirstOrDefault(backlog => backlog.Endpoint == one.Name);
            return new OutgoingEndpointStatus(
                one.Name, one.ShownUrl, one.Events, waits?.Pending ?? 0, waits?.OldestAt, waits?.Failed ?? 0, board.StopOf(one)?.At);
        })];
    }

    public async Task<OutgoingTestResult?> TestAsync(string endpoint, CancellationToken cancellationToken)
    {
        if (endpoints.Find(endpoint) is not { } found)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var id = "msg_" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var reply = await client.SendAsync(found, id, OutgoingBody.Test(time.GetUtcNow(), endpoint), cancellationToken);
        return new OutgoingTestResult(reply.Delivered, reply.Status, reply.Fault, time.GetElapsedTime(started).TotalMilliseconds);
    }
}
