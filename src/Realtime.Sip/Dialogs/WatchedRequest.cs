using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>A request of ours on its way, for an owner that wants to hear of transactions: notes its outcome before whoever sent it hears of it.</summary>
internal sealed class WatchedRequest(
    DialogLeg leg, TimeProvider time, SipRequest request, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent = null, SipFlow? flow = null)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private volatile ClientTransaction? _transaction;

    public void OnSent(ClientTransaction transaction)
    {
        _transaction = transaction;
        sent?.Invoke(transaction);
    }

    public void OnEvent(ClientTransactionEvent happened)
    {
        if (happened.IsOutcome)
        {
            var way = happened.Flow ?? _transaction?.Flow ?? flow;
            leg.Owner.OnTransaction(leg, new DialogTransaction(true, request, _began, time.GetUtcNow(), happened.Response?.StatusCode ?? 0, way));
        }

        observer(happened);
    }
}
