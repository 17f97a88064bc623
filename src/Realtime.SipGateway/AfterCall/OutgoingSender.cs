using System.Security.Cryptography;
using Polly.CircuitBreaker;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Tries one delivery and says in the ledger what came of it.</summary>
internal sealed class OutgoingSender(
    IOutgoingLedger ledger, OutgoingBody bodies, OutgoingClient client, OutgoingMetrics metrics, TimeProvider time, ILogger<OutgoingSender> log)
{
    private const int ChanceSteps = 1_000;

    /// <summary>A try that another one overtook, or that the endpoint's state forbids, is made again after this.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(30);

    public async Task SendAsync(OutgoingEndpoint endpoint, OutgoingDelivery delivery, CancellationToken cancellationToken)
    {
        var body = await bodies.MakeAsync(delivery, endpoint, cancellationToken);
        if (body is null)
        {
            await ledger.SettleAsync(
                delivery.Id, new OutgoingResult(OutgoingState.Failed, time.GetUtcNow(), null, "nothing is kept of the call any more"), cancellationToken);
            return;
        }

        OutgoingReply reply;
        try
        {
            reply = await endpoint.Pipeline.ExecuteAsync(
                async token => await client.SendAsync(endpoint, delivery.Id, body, token), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The gateway stops: who starts next sends it at once.
            await ledger.SettleAsync(
                delivery.Id, new OutgoingResult(OutgoingState.Pending, time.GetUtcNow(), null, "the gateway was stopped", Counts: false), CancellationToken.None);
            return;
        }
        catch (BrokenCircuitException)
        {
            await ledger.SettleAsync(
                delivery.Id, new OutgoingResult(OutgoingState.Pending, time.GetUtcNow() + Later, null, "the endpoint is left alone for a moment", Counts: false),
                cancellationToken);
            return;
        }

        var result = Judge(endpoint, delivery, reply);
        await ledger.SettleAsync(delivery.Id, result, cancellationToken);
        metrics.Tried(endpoint.Name, result.State);
        if (reply.IsGone)
        {
            await ledger.StopAsync(new OutgoingStop(endpoint.Name, endpoint.Url.AbsoluteUri, time.GetUtcNow()), cancellationToken);
            log.Stopped(endpoint.Name);
        }
        else if (result.State == OutgoingState.Failed)
        {
            log.GivenUp(delivery.Id, endpoint.Name, delivery.Type, delivery.CallId, delivery.Attempts, reply.Fault!);
        }
        else if (!reply.Delivered)
        {
            log.Retried(delivery.Id, endpoint.Name, delivery.Type, delivery.CallId, reply.Fault!, result.DueAt);
        }
    }

    private OutgoingResult Judge(OutgoingEndpoint endpoint, OutgoingDelivery delivery, OutgoingReply reply)
    {
        var now = time.GetUtcNow();
        if (reply.Delivered)
        {
            return new OutgoingResult(OutgoingState.Delivered, now, reply.Status, null);
        }

        if (reply.IsGone || delivery.Attempts >= endpoint.MaxAttempts)
        {
            return new OutgoingResult(OutgoingState.Failed, now, reply.Status, reply.Fault);
        }

        var chance = RandomNumberGenerator.GetInt32(ChanceSteps) / (double)ChanceSteps;
        return new OutgoingResult(
            OutgoingState.Pending, now + OutgoingSchedule.After(delivery.Attempts, reply.RetryAfter, chance), reply.Status, reply.Fault);
    }
}
