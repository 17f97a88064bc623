using System.Security.Cryptography;
using Polly.CircuitBreaker;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>
/// Tries one delivery and says in the ledger what came of it, also while the gateway stops: what an endpoint took is not sent again, and what was
/// not sent waits no longer than it must.
/// </summary>
internal sealed class OutgoingSender(
    IOutgoingLedger ledger, OutgoingBody bodies, OutgoingClient client, OutgoingBoard board, OutgoingMetrics metrics, TimeProvider time, ILogger<OutgoingSender> log)
{
    private const int ChanceSteps = 1_000;

    /// <summary>A try that another one overtook, or that the endpoint's state forbids, is made again after this.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(30);

    public async Task SendAsync(OutgoingEndpoint endpoint, OutgoingDelivery delivery, CancellationToken stopping)
    {
        var (reply, result) = await TryAsync(endpoint, delivery, stopping);
        if (reply?.IsGone == true)
        {
            // First of all, so that nobody takes the next one.
            await StopAsync(endpoint);
        }

        await ledger.SettleAsync(delivery.Id, result, CancellationToken.None);
        if (reply is null)
        {
            return;
        }

        metrics.Tried(endpoint.Name, result.State);
        if (result.State == OutgoingState.Failed)
        {
            log.GivenUp(delivery.Id, endpoint.Name, delivery.Type, delivery.CallId, delivery.Attempts, reply.Fault!);
        }
        else if (reply is { Delivered: false, IsGone: false })
        {
            log.Retried(delivery.Id, endpoint.Name, delivery.Type, delivery.CallId, reply.Fault!, result.DueAt);
        }
    }

    /// <summary>The reply is null when nothing was sent and nothing speaks against the endpoint.</summary>
    private async Task<(OutgoingReply? Reply, OutgoingResult Result)> TryAsync(OutgoingEndpoint endpoint, OutgoingDelivery delivery, CancellationToken stopping)
    {
        try
        {
            if (await bodies.MakeAsync(delivery, endpoint, stopping) is not { } body)
            {
                return (null, new OutgoingResult(OutgoingState.Failed, time.GetUtcNow(), null, "nothing is kept of the call any more"));
            }

            var reply = await endpoint.Pipeline.ExecuteAsync(async token => await client.SendAsync(endpoint, delivery.Id, body, token), stopping);
            return (reply, Judge(endpoint, delivery, reply));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Who starts next sends it at once.
            return (null, new OutgoingResult(OutgoingState.Pending, time.GetUtcNow(), null, "the gateway was stopped", Counts: false));
        }
        catch (BrokenCircuitException)
        {
            return (null, new OutgoingResult(OutgoingState.Pending, time.GetUtcNow() + Later, null, "the endpoint is left alone for a moment", Counts: false));
        }
#pragma warning disable CA1031 // Damaged rows, or of another version of the gateway: tried again as any other fault, and given up at last.
        catch (Exception fault) when (OutgoingBody.IsUnreadable(fault))
#pragma warning restore CA1031
        {
            var reply = new OutgoingReply(null, "its body cannot be made of what is stored");
            return (reply, Judge(endpoint, delivery, reply));
        }
    }

    private async Task StopAsync(OutgoingEndpoint endpoint)
    {
        var stop = new OutgoingStop(endpoint.Name, endpoint.Address, time.GetUtcNow());
        await ledger.StopAsync(stop, CancellationToken.None);
        if (board.Add(endpoint, stop))
        {
            log.Stopped(endpoint.Name);
        }
    }

    private OutgoingResult Judge(OutgoingEndpoint endpoint, OutgoingDelivery delivery, OutgoingReply reply)
    {
        var now = time.GetUtcNow();
        if (reply.Delivered)
        {
            return new OutgoingResult(OutgoingState.Delivered, now, reply.Status, null);
        }

        if (reply.IsGone)
        {
            // It waits for who resumes the endpoint or gives it another address.
            return new OutgoingResult(OutgoingState.Pending, now, reply.Status, reply.Fault, Counts: false);
        }

        if (delivery.Attempts >= endpoint.MaxAttempts)
        {
            return new OutgoingResult(OutgoingState.Failed, now, reply.Status, reply.Fault);
        }

        var chance = RandomNumberGenerator.GetInt32(ChanceSteps) / (double)ChanceSteps;
        return new OutgoingResult(
            OutgoingState.Pending, now + OutgoingSchedule.After(delivery.Attempts, reply.RetryAfter, chance), reply.Status, reply.Fault);
    }
}
