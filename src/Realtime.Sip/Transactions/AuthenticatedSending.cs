using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>Requests outside of dialogs whose challenges are answered.</summary>
public static class AuthenticatedSending
{
    /// <summary>
    /// Sends a request, answers what challenges it, and waits for the outcome that counts. The repeats go to who challenged, with the same Call-ID
    /// and the next CSeq (RFC 3261 §22.2).
    /// </summary>
    /// <param name="transactions">The layer that sends.</param>
    /// <param name="request">Complete but for its Via.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="digest">Who we are there; it keeps the challenges for later requests.</param>
    /// <param name="prepare">Called when the flow is known, to fill in Contact, for one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The outcome, and the last request as it was sent: its CSeq is where the next one goes on.</returns>
    public static async Task<(ClientTransactionEvent Outcome, SipRequest Sent, SipFlow? Flow)> SendAsync(
        this TransactionLayer transactions,
        SipRequest request,
        SipDestination destination,
        DigestClient digest,
        Action<SipRequest, SipFlow>? prepare = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        ArgumentNullException.ThrowIfNull(request);
        var exchange = new DigestExchange(digest);
        exchange.Authorize(request);
        while (true)
        {
            var outcome = new TaskCompletionSource<ClientTransactionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            var transaction = transactions.Send(
                request,
                destination,
                happened =>
                {
                    if (happened.IsOutcome)
                    {
                        outcome.TrySetResult(happened);
                    }
                },
                prepare);
            var happened = await outcome.Task.WaitAsync(cancellationToken);
            if (happened.Response is not { } response || !exchange.TryAnswer(response))
            {
                return (happened, request, transaction.Flow);
            }

            request = exchange.Repeat(request, request.CSeq.Number + 1);
            destination = destination with { PreferredFlow = transaction.Flow };
        }
    }
}
