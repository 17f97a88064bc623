using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>
/// A request that we sent, until its outcome is known and no repeats are awaited (RFC 3261 17.1). Its user is told by events;
/// failures of an INVITE are acknowledged here, 2xx by the dialog.
/// </summary>
public sealed class ClientTransaction : SipTransaction
{
    private readonly TransactionLayer _layer;
    private readonly OrderedEvents<ClientTransactionEvent> _events;
    private SipFlow? _responseFlow;
    private ReadOnlyMemory<byte> _bytes;
    private CancelOrder? _cancel;
    private (string Tag, byte[] Ack) _released;
    private bool _hasOutcome;
    private bool _isReliable;
    private bool _isResent;
    private (SipTransportKind Kind, SipTransportFailure Lost)? _resend;

    internal ClientTransaction(TransactionContext context, TransactionLayer layer, SipRequest request, string branch, Action<ClientTransactionEvent> observer)
        : base(context, request, request.Method == SipMethod.Invite ? TransactionState.Calling : TransactionState.Trying)
    {
        _layer = layer;
        Branch = branch;
        Key = ClientKey.Of(branch, request.Method);
        _events = new OrderedEvents<ClientTransactionEvent>(Gate, context.Logger);
        _events.Observe(observer);
    }

    /// <summary>The way the request went; null while a connection is being made.</summary>
    public SipFlow? Flow { get; private set; }

    internal string Branch { get; }

    /// <summary>Another connection to the same destination; null where there is none to be had.</summary>
    internal Func<ValueTask<SipConnectResult>>? Reconnect { get; init; }

    internal ClientKey Key { get; }

    /// <summary>
    /// INVITE only: takes the request back. CANCEL goes out once a provisional response is in (RFC 3261 9.1); the INVITE then
    /// ends by its 487, or by a 2xx that was faster. A request that waits for its connection is not sent at all.
    /// </summary>
    /// <param name="headers">Headers for the CANCEL, such as Reason.</param>
    public void Cancel(IEnumerable<SipHeader>? headers = null) => Cancel(headers, watch: null);

    /// <inheritdoc cref="Cancel(IEnumerable{SipHeader})"/>
    /// <param name="headers">Headers for the CANCEL.</param>
    /// <param name="watch">Told of the CANCEL when it goes out, under the lock; returns who hears what becomes of it.</param>
    internal void Cancel(IEnumerable<SipHeader>? headers, Func<SipRequest, SipFlow, Action<ClientTransactionEvent>>? watch)
    {
        if (!IsInvite)
        {
            throw new InvalidOperationException($"Only INVITE can be cancelled, not {Request.Method}.");
        }

        lock (Gate)
        {
            if (_cancel is not null)
            {
                return;
            }

            _cancel = headers is null && watch is null ? CancelOrder.Plain : new CancelOrder(headers is null ? [] : [.. headers], watch);
            if (Flow is null)
            {
                Step(TransactionEvent.TransportError, null, SipTransportFailure.Abandoned);
            }
            else if (State == TransactionState.Proceeding)
            {
                SendCancel();
            }
        }

        DeliverEvents();
    }

    /// <summary>The request goes out on its flow, unless it was cancelled while the connection was made.</summary>
    internal void Start(SipFlow flow, Action<SipRequest, SipFlow>? prepare)
    {
        lock (Gate)
        {
            if (State == TransactionState.Terminated)
            {
                return;
            }

            Flow = flow;
            _isReliable = flow.Kind.IsReliable();
        }

        SipTransportLayer.StampVia(Request, flow, Branch);
        prepare?.Invoke(Request, flow);
        _bytes = Request.ToBytes();
        // Lost already: the first send finds out, and may save the request.
        flow.Watch(this);
        Begin(IsInvite ? InviteClientMachine.Begin(_isReliable) : NonInviteClientMachine.Begin(_isReliable));
    }

    /// <summary>
    /// INVITE only: its call is over, and nobody needs to hear of this transaction again. From here on a repeated 2xx gets its ACK again by
    /// itself, until none is awaited.
    /// </summary>
    internal void Release(string remoteTag, byte[] ack)
    {
        lock (Gate)
        {
            if (State == TransactionState.Accepted)
            {
                _released = (remoteTag, ack);
                SettleOnce();
            }
        }
    }

    /// <summary>The request never went out.</summary>
    internal void Fail(SipTransportFailure failure) => Happen(TransactionEvent.TransportError, null, failure);

    /// <summary>
    /// The network says that the request did not arrive. Once anything has come back, it is not believed: the peer is there. Nor is what it says of
    /// another place than the request went to.
    /// </summary>
    internal void OnUnreachable(SipFlow flow)
    {
        lock (Gate)
        {
            if (State is TransactionState.Calling or TransactionState.Trying && flow.Equals(Flow))
            {
                Step(TransactionEvent.TransportError, null, SipTransportFailure.Unreachable);
            }
        }

        DeliverEvents();
    }

    internal void OnResponse(SipResponse response, SipFlow flow)
    {
        lock (Gate)
        {
            _responseFlow = flow;
            Step(EventOf(response), response);
            if (IsInvite || State is TransactionState.Completed or TransactionState.Terminated)
            {
                // The request is not repeated any more.
                _bytes = default;
            }

            if (_cancel is not null && State == TransactionState.Proceeding)
            {
                SendCancel();
            }
        }

        DeliverEvents();
    }

    private protected override TransactionStep Next(TransactionState state, TransactionEvent happening) => IsInvite
        ? InviteClientMachine.Step(state, happening, _isReliable)
        : NonInviteClientMachine.Step(state, happening, _isReliable);

    private protected override void Post(TransactionActions actions, SipMessage? message, SipTransportFailure failure)
    {
        if (actions.Has(TransactionActions.PassUp))
        {
            var response = (SipResponse)message!;
            var kind = response.IsProvisional ? ClientTransactionEventKind.Provisional
                : _hasOutcome ? ClientTransactionEventKind.AnotherSuccess
                : ClientTransactionEventKind.Final;
            _hasOutcome |= response.IsFinal;
            _events.Post(new ClientTransactionEvent(kind, response, _responseFlow));
        }

        if (actions.Has(TransactionActions.InformTimeout))
        {
            Context.Counters.Count(SipFault.TransactionTimeout);
            PostOutcome(new ClientTransactionEvent(ClientTransactionEventKind.Timeout));
        }

        if (actions.Has(TransactionActions.InformTransportError))
        {
            PostOutcome(new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed, Failure: failure));
        }

        if (State == TransactionState.Terminated || IsSettled)
        {
            _events.Post(new ClientTransactionEvent(ClientTransactionEventKind.Terminated));
        }
    }

    private protected override SipTransportFailure Send(TransactionActions actions, SipMessage? message)
    {
        if (actions.Has(TransactionActions.SendRequest))
        {
            return Context.Transports.Send(Flow!, _bytes) is var failure && TryResend(failure) ? SipTransportFailure.None : failure;
        }

        if (actions.Has(TransactionActions.SendAck))
        {
            return Context.Transports.Send(Flow!, ClientRequests.AckOf(Request, (SipResponse)message!).ToBytes());
        }

        if (actions.Has(TransactionActions.SendCancel))
        {
            _cancel ??= CancelOrder.Plain;
            SendCancel();
        }

        return SipTransportFailure.None;
    }

    private protected override void OnLost(SipTransportFailure reason)
    {
        bool isSaved;
        lock (Gate)
        {
            isSaved = TryResend(reason);
        }

        if (isSaved)
        {
            DeliverEvents();
        }
        else
        {
            base.OnLost(reason);
        }
    }

    private protected override void Leave()
    {
        Flow?.Unwatch(this);
        _layer.Remove(this);
    }

    private protected override bool IsSettled => !IsInvite && State == TransactionState.Completed && Request.Method.IsKnown;

    private protected override void Settle()
    {
        Flow?.Unwatch(this);
        if (IsInvite)
        {
            _layer.Settle(this, _released.Tag, _released.Ack);
        }
        else
        {
            _layer.Settle(this);
        }
    }

    private protected override void DeliverEvents()
    {
        _events.Deliver();
        (SipTransportKind Kind, SipTransportFailure Lost)? due;
        lock (Gate)
        {
            (due, _resend) = (_resend, null);
        }

        if (due is { } resend)
        {
            _ = ResendAsync(resend.Kind, resend.Lost);
        }
    }

    private static TransactionEvent EventOf(SipResponse response) => response.StatusCode switch
    {
        < 200 => TransactionEvent.Response1xx,
        < 300 => TransactionEvent.Response2xx,
        _ => TransactionEvent.Response300To699,
    };

    /// <summary>
    /// A request whose connection was lost before any answer goes out once more on a new one, byte for byte: a peer that has it already knows it by its
    /// branch and takes it for a repetition (RFC 3261 17.2.3). Mostly the peer had closed an idle connection at that moment. Under the lock; the new
    /// connection is made in <see cref="DeliverEvents"/>, without it.
    /// </summary>
    private bool TryResend(SipTransportFailure failure)
    {
        var isUnanswered = State is TransactionState.Calling or TransactionState.Trying;
        if (failure is not (SipTransportFailure.ConnectionLost or SipTransportFailure.NoPong)
            || !isUnanswered || !_isReliable || _isResent || _cancel is not null || _bytes.IsEmpty || Reconnect is null)
        {
            return false;
        }

        _isResent = true;
        Context.Counters.Count(SipFault.Resent);
        _resend = (Flow!.Kind, failure);
        Flow = null;
        return true;
    }

    private async Task ResendAsync(SipTransportKind kind, SipTransportFailure lost)
    {
        SipFlow? flow;
        try
        {
            (flow, _) = await Reconnect!();
        }
        catch (OperationCanceledException)
        {
            Fail(SipTransportFailure.Closing);
            return;
        }

        // Another transport would need another Via: that is for the user to try.
        if (flow is null || flow.Kind != kind)
        {
            Fail(lost);
            return;
        }

        lock (Gate)
        {
            if (State is TransactionState.Terminated)
            {
                return;
            }

            Flow = flow;
        }

        if (!flow.Watch(this) || Context.Transports.Send(flow, _bytes) is not SipTransportFailure.None)
        {
            Fail(lost);
        }
    }

    private void PostOutcome(ClientTransactionEvent outcome)
    {
        if (!_hasOutcome)
        {
            _hasOutcome = true;
            _events.Post(outcome);
        }
    }

    /// <summary>The CANCEL is a transaction of its own; the call does not wait for its answer, the INVITE's own outcome tells.</summary>
    private void SendCancel()
    {
        Step(TransactionEvent.CancelSent, null);
        var cancel = ClientRequests.CancelOf(Request, _cancel!.Headers);
        _layer.SendOn(Flow!, cancel, Branch, _cancel.Watch?.Invoke(cancel, Flow!) ?? (static _ => { }));
    }
}
