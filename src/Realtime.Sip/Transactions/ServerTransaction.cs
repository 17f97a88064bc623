using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>
/// A request that came, until its response is sent and no repeats are awaited (RFC 3261 17.2). Its user owes it one final
/// response.
/// </summary>
public abstract class ServerTransaction : SipTransaction
{
    private const int TryingStatus = 100;
    private const int ServerErrorStatus = 500;

    private readonly OrderedEvents<ServerTransactionEvent> _events;
    private SipResponse? _latest;
    private Action<SipResponse>? _answerWatch;

    private protected ServerTransaction(TransactionContext context, TransactionLayer layer, SipRequest request, SipFlow flow)
        : base(context, request, request.Method == SipMethod.Invite ? TransactionState.Proceeding : TransactionState.Trying)
    {
        Layer = layer;
        _events = new OrderedEvents<ServerTransactionEvent>(Gate, context.Logger);
        Flow = flow;
        Via = request.TopVia;
        Key = TransactionKey.Of(Via, request.Method);
        LocalTag = request.To.Tag ?? SipBranch.NewTag();
    }

    public SipFlow Flow { get; }

    public SipMethod Method => Request.Method;

    /// <summary>The tag that our responses bear where the request's To has none: one for all of them.</summary>
    public string LocalTag { get; }

    internal TransactionKey Key { get; }

    private protected TransactionLayer Layer { get; }

    private ViaHeader Via { get; }

    /// <summary>
    /// Tells <paramref name="observer"/> what becomes of the transaction, from the beginning. It is called one event at a time,
    /// on the thread where it happens, and must not block.
    /// </summary>
    public void Observe(Action<ServerTransactionEvent> observer) => _events.Observe(observer);

    /// <summary>A response to the request, with the transaction's tag.</summary>
    public SipResponse CreateResponse(int status, string? reason = null) => SipResponse.CreateFor(Request, status, reason, LocalTag);

    /// <summary>Sends a response, which belongs to the transaction then; never waits. False when it comes too late: a final response went out before, or time ran out.</summary>
    public bool Respond(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var isSent = Happen(
            response.StatusCode switch
            {
                < 200 => TransactionEvent.Send1xx,
                < 300 => TransactionEvent.Send2xx,
                _ => TransactionEvent.Send300To699,
            },
            response);
        if (_answerWatch is not null && isSent && response.IsFinal)
        {
            Interlocked.Exchange(ref _answerWatch, null)?.Invoke(response);
        }

        return isSent;
    }

    /// <summary>Has <paramref name="watch"/> called with the final response, once it went out. Before the transaction is given to who answers it.</summary>
    internal void WatchAnswer(Action<SipResponse> watch) => _answerWatch = watch;

    /// <inheritdoc cref="Respond(SipResponse)"/>
    public bool Respond(int status, string? reason = null) => Respond(CreateResponse(status, reason));

    /// <inheritdoc cref="Respond(SipResponse)"/>
    public ValueTask<bool> RespondAsync(SipResponse response) => ValueTask.FromResult(Respond(response));

    internal void Start()
    {
        Flow.Watch(this);
        Begin(IsInvite ? InviteServerMachine.Begin() : NonInviteServerMachine.Begin());
    }

    internal void OnRepeated() => Happen(TransactionEvent.Request);

    private protected override void Post(TransactionActions actions, SipMessage? message, SipTransportFailure failure)
    {
        if (actions.Has(TransactionActions.InformTimeout))
        {
            var kind = actions.Has(TransactionActions.SendServerError) || !IsInvite
                ? ServerTransactionEventKind.Unanswered
                : ServerTransactionEventKind.NotAcknowledged;
            Context.Counters.Count(kind == ServerTransactionEventKind.Unanswered ? SipFault.Unanswered : SipFault.NoAck);
            Post(new ServerTransactionEvent(kind));
        }

        if (actions.Has(TransactionActions.InformTransportError))
        {
            Post(new ServerTransactionEvent(ServerTransactionEventKind.TransportFailed, Failure: failure));
        }

        if (State == TransactionState.Terminated)
        {
            Post(new ServerTransactionEvent(ServerTransactionEventKind.Terminated));
        }
    }

    private protected void Post(ServerTransactionEvent happened) => _events.Post(happened);

    private protected bool HasObserver => _events.HasObserver;

    private protected SipResponse? Latest => _latest;

    private protected override SipTransportFailure Send(TransactionActions actions, SipMessage? message)
    {
        if (actions.Has(TransactionActions.SendResponse) && message is SipResponse response)
        {
            // A 2xx of an INVITE is not kept: the dialog repeats it (RFC 6026).
            return Transmit(response, isRepeated: State != TransactionState.Accepted);
        }

        if (actions.Has(TransactionActions.SendTrying))
        {
            return Transmit(SipResponse.CreateFor(Request, TryingStatus), isRepeated: true);
        }

        if (actions.Has(TransactionActions.SendServerError))
        {
            return Transmit(CreateResponse(ServerErrorStatus), isRepeated: true);
        }

        return actions.Has(TransactionActions.SendResponse) && _latest is not null
            ? SendBack(_latest)
            : SipTransportFailure.None;
    }

    private protected override void Leave()
    {
        Flow.Unwatch(this);
        _latest = null;
        Layer.Remove(this);
    }

    private protected override void DeliverEvents() => _events.Deliver();

    private SipTransportFailure Transmit(SipResponse response, bool isRepeated)
    {
        _latest = isRepeated ? response : null;
        return SendBack(response);
    }

    /// <summary>Datagrams have no connection that could be opened anew, and fail at once if they do.</summary>
    private SipTransportFailure SendBack(SipResponse response) =>
        Context.Transports.SendResponse(Via, response, Flow, Flow.Kind.IsReliable() ? OnSendFailed : null);

    private void OnSendFailed(SipTransportFailure failure) => Happen(TransactionEvent.TransportError, failure: failure);
}
