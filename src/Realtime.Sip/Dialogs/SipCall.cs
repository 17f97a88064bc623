using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// One call with one dialog, for programs that are an end of it: answered with <see cref="UasCall"/>, made with
/// <see cref="UacCall"/>. Sequential inside; what it offers may be called from anywhere.
/// </summary>
public abstract class SipCall : IDialogOwner
{
    /// <summary>RFC 3261 §14.1: an offer that crosses the other side's is made again this often; then the glare is the caller's to see.</summary>
    private const int MaxGlareRetries = 3;

    private protected const string Allowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY";

    private readonly TaskCompletionSource<SipCallEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SerialQueue<Action> _queue;
    private SipBody _localBody;

    private protected SipCall(DialogLayer layer)
    {
        Layer = layer;
        _queue = new SerialQueue<Action>(static happened => happened(), layer.Options.MaxBacklog);
    }

    public abstract string CallId { get; }

    /// <summary>Completes when the call is over: both sides know, or the other will not hear of it any more.</summary>
    public Task<SipCallEnd> Ended => _ended.Task;

    /// <summary>
    /// Asked for each request of the dialog but BYE and ACK. True when it was, or will be, answered by the handler; else it is
    /// answered here: a re-INVITE with our last body, OPTIONS, UPDATE, INFO and NOTIFY with 200, others with 405. Must not block.
    /// </summary>
    public Func<ServerTransaction, bool>? OnRequest { get; set; }

    /// <summary>Told of the ACK of each 2xx of ours. Must not block.</summary>
    public Action<SipRequest>? OnAcknowledged { get; set; }

    /// <summary>What is needed to go on with the dialog in another process; null while there is none.</summary>
    public DialogSnapshot? Snapshot => Leg?.Dialog?.ToSnapshot();

    private protected DialogLayer Layer { get; }

    private protected DialogLeg? Leg { get; set; }

    /// <summary>The other side may be sent BYE: our INVITE was answered, or our answer acknowledged.</summary>
    private protected bool IsConfirmed { get; set; }

    private protected bool IsEnding { get; private set; }

    private protected SipCallEnd? Leaving { get; private set; }

    /// <summary>Ends the call in the way its state asks for, and waits until that is done. Harmless when it is over.</summary>
    /// <param name="reason">The value of a Reason header.</param>
    public async Task HangUpAsync(string? reason = null)
    {
        Post(() => HangUp(reason));
        await Ended;
    }

    /// <summary>
    /// Sends a request of the dialog and waits for its outcome. A 2xx to INVITE is acknowledged, and what collides with an
    /// offer of the other side (491) is sent again after the wait of RFC 3261 §14.1.
    /// </summary>
    public Task<ClientTransactionEvent> SendAsync(SipMethod method, SipBody body = default, IEnumerable<SipHeader>? headers = null)
    {
        var sending = new Sending(method, body, headers is null ? [] : [.. headers]);
        Post(() => Send(sending));
        return sending.Outcome.Task;
    }

    void IDialogOwner.OnRequest(DialogLeg leg, ServerTransaction transaction)
    {
        if (!_queue.TryPost(() => Answer(leg, transaction)))
        {
            Layer.Logger.BacklogFull(CallId, transaction.Method.IsKnown ? transaction.Method.Name : "a request");
            transaction.Respond(DialogLayer.CreateBusy(transaction));
        }
    }

    void IDialogOwner.OnAck(DialogLeg leg, SipRequest ack) => _queue.TryPost(() =>
    {
        if (leg.Acknowledge(ack))
        {
            TakeAck(ack);
        }
    });

    void IDialogOwner.OnAnswerTimer(DialogLeg leg, int stamp) => Post(() =>
    {
        if (!leg.RepeatAnswer(stamp))
        {
            IsConfirmed = true;
            SendBye(new SipCallEnd(SipCallEnding.NotAcknowledged), reason: null);
        }
    });

    /// <summary>Does it in its turn, after what came before.</summary>
    private protected void Post(Action happened) => _queue.Post(happened);

    /// <summary>There is no dialog yet to send BYE in: refuse, or cancel.</summary>
    private protected abstract void GiveUp(string? reason);

    private protected void End(SipCallEnd end)
    {
        IsEnding = true;
        if (Leg is not null)
        {
            Leg.StopAnswer();
            Layer.Remove(Leg);
        }

        _ended.TrySetResult(end);
    }

    /// <summary>The dialog of the call exists from here on, and this is what we last said in it.</summary>
    private protected void Remember(SipBody localBody) => _localBody = localBody;

    private protected void HangUp(string? reason)
    {
        if (IsEnding || Leaving is not null)
        {
            return;
        }

        if (IsConfirmed)
        {
            SendBye(new SipCallEnd(SipCallEnding.HungUpByUs), reason);
        }
        else if (Leg is { AwaitsAck: true })
        {
            // No BYE before the ACK (RFC 3261 §15): it, or its absence, brings us back.
            Leaving = new SipCallEnd(SipCallEnding.HungUpByUs, reason);
        }
        else
        {
            GiveUp(reason);
        }
    }

    private protected virtual void TakeAck(SipRequest ack)
    {
        IsConfirmed = true;
        OnAcknowledged?.Invoke(ack);
        if (Leaving is { } leaving)
        {
            SendBye(leaving with { Reason = null }, leaving.Reason);
        }
    }

    private protected void SendBye(SipCallEnd end, string? reason)
    {
        if (IsEnding)
        {
            return;
        }

        IsEnding = true;
        Leg!.StopAnswer();
        var bye = Leg.CreateRequest(SipMethod.Bye);
        if (reason is not null)
        {
            bye.Headers.Add(SipHeaderId.Reason, reason);
        }

        Leg.Send(bye, happened =>
        {
            if (happened.IsOutcome)
            {
                Post(() => End(end));
            }
        });
    }

    private void Send(Sending sending)
    {
        if (IsEnding || Leg?.Dialog is null)
        {
            sending.Outcome.TrySetException(new InvalidOperationException("There is no dialog to send a request in."));
            return;
        }

        var request = Leg.CreateRequest(sending.Method);
        foreach (var header in sending.Headers)
        {
            request.Headers.Add(header);
        }

        sending.Body.AddTo(request);
        Leg.Send(request, happened => Post(() => OnEvent(sending, request, happened)));
    }

    private void OnEvent(Sending sending, SipRequest request, ClientTransactionEvent happened)
    {
        if (happened.Kind == ClientTransactionEventKind.AnotherSuccess)
        {
            Leg!.RepeatAck(happened.Response!);
        }
        else if (happened.Response?.StatusCode == 491 && sending.Retries < MaxGlareRetries && !IsEnding)
        {
            sending.Retries++;
            var timer = new DialogTimer(Layer.TimerQueue, _ => Post(() => Send(sending)));
            timer.Start(GlareBackoff.Next(Leg!.Dialog!.Role));
        }
        else if (happened.IsOutcome)
        {
            OnOutcome(sending, request, happened);
        }
    }

    private void OnOutcome(Sending sending, SipRequest request, ClientTransactionEvent happened)
    {
        if (happened.Response is { StatusCode: >= 200 and < 300 } success && request.Method == SipMethod.Invite)
        {
            Leg!.Dialog!.Retarget(success);
            Leg.SendAck(Leg.CreateAck(success.CSeq.Number));
            Remember(sending.Body.IsEmpty ? _localBody : sending.Body);
        }

        sending.Outcome.TrySetResult(happened);
        if (happened.Response?.StatusCode == 481 && !IsEnding)
        {
            End(new SipCallEnd(SipCallEnding.Lost));
        }
    }

    private void Answer(DialogLeg leg, ServerTransaction transaction)
    {
        if (leg.Dialog is null || _ended.Task.IsCompleted)
        {
            transaction.Respond(481);
        }
        else if (!leg.Dialog.TryAdvance(transaction.Request))
        {
            transaction.Respond(500);
        }
        else if (transaction.Method == SipMethod.Bye)
        {
            AnswerBye(transaction);
        }
        else if (leg.AwaitsAck && transaction is InviteServerTransaction)
        {
            transaction.Respond(DialogLayer.CreateBusy(transaction));
        }
        else if (!IsHandled(transaction))
        {
            AnswerByDefault(leg, transaction);
        }
    }

    private void AnswerBye(ServerTransaction transaction)
    {
        transaction.Respond(200);
        if (!IsEnding)
        {
            OnPeerBye();
            End(new SipCallEnd(SipCallEnding.HungUpByPeer, transaction.Request.Headers.First(SipHeaderId.Reason)));
        }
    }

    /// <summary>BYE came; an INVITE that still waits for its answer gets one (RFC 3261 §15.1.2).</summary>
    private protected virtual void OnPeerBye()
    {
    }

    private bool IsHandled(ServerTransaction transaction)
    {
#pragma warning disable CA1031 // The edge to code that is not ours: its bug costs one request.
        try
        {
            return OnRequest?.Invoke(transaction) == true;
        }
        catch (Exception bug)
        {
            Layer.Logger.HandlerThrew(bug, CallId);
            return transaction.Respond(500);
        }
#pragma warning restore CA1031
    }

    private void AnswerByDefault(DialogLeg leg, ServerTransaction transaction)
    {
        var method = transaction.Method;
        var isTaken = method == SipMethod.Invite || method == SipMethod.Update || method == SipMethod.Options
            || method == SipMethod.Info || method == SipMethod.Notify;
        var response = transaction.CreateResponse(isTaken ? 200 : 405);
        response.Headers.Add(SipHeaderId.Allow, Allowed);
        if (method == SipMethod.Invite || (method == SipMethod.Update && !transaction.Request.Body.IsEmpty))
        {
            leg.Dialog!.Retarget(transaction.Request);
            leg.Dialog.AddContact(response);
            _localBody.AddTo(response);
        }

        if (transaction is InviteServerTransaction invite)
        {
            leg.Answer(invite, response);
        }
        else
        {
            transaction.Respond(response);
        }
    }

    /// <summary>A request of ours until its outcome is known.</summary>
    private sealed class Sending(SipMethod method, SipBody body, SipHeader[] headers)
    {
        public SipMethod Method => method;

        public SipBody Body => body;

        public SipHeader[] Headers => headers;

        public int Retries { get; set; }

        public TaskCompletionSource<ClientTransactionEvent> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
