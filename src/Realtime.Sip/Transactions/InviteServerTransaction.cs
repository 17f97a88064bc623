using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>An INVITE that came. After a 2xx its user repeats the 2xx itself until the ACK is in (RFC 6026).</summary>
public sealed class InviteServerTransaction : ServerTransaction
{
    private CancellationTokenSource? _cancelled;
    private bool _isCancelled;

    internal InviteServerTransaction(TransactionContext context, TransactionLayer layer, SipRequest request, SipFlow flow)
        : base(context, layer, request, flow)
    {
    }

    /// <summary>Cancelled when the client takes the INVITE back before its final response.</summary>
    public CancellationToken Cancelled
    {
        get
        {
            lock (Gate)
            {
                _cancelled ??= new CancellationTokenSource();
                if (_isCancelled)
                {
                    _cancelled.Cancel();
                }

                return _cancelled.Token;
            }
        }
    }

    /// <summary>
    /// The 2xx is repeated no more, acknowledged or not, and nobody needs to hear of this transaction again: from here on it is only
    /// remembered that the INVITE was answered, until no repeats are awaited.
    /// </summary>
    internal void Release()
    {
        lock (Gate)
        {
            if (State == TransactionState.Accepted)
            {
                SettleOnce();
            }
        }
    }

    /// <summary>The layer has answered the CANCEL. It does nothing once a final response is out (RFC 3261 9.2).</summary>
    internal void OnCancel(SipRequest cancel)
    {
        CancellationTokenSource? cancelled;
        lock (Gate)
        {
            if (_isCancelled || State != TransactionState.Proceeding)
            {
                return;
            }

            _isCancelled = true;
            cancelled = _cancelled;
            Post(new ServerTransactionEvent(ServerTransactionEventKind.Cancelled, cancel));
        }

        DeliverEvents();
        cancelled?.Cancel();
    }

    internal void OnAck(SipRequest ack)
    {
        var belongsToUser = State == TransactionState.Accepted;
        Happen(TransactionEvent.Ack, ack);
        if (belongsToUser)
        {
            Layer.PassAck(ack, Flow);
        }
    }

    private protected override bool IsSettled => false;

    private protected override void Settle()
    {
        Flow.Unwatch(this);
        Layer.Settle(this, answer: null);
    }

    private protected override TransactionStep Next(TransactionState state, TransactionEvent happening) =>
        InviteServerMachine.Step(state, happening, Flow.Kind.IsReliable());
}
