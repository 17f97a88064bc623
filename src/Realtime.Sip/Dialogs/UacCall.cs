using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>A call that we make.</summary>
public sealed class UacCall : SipCall
{
    private const string MaxForwards = "70";

    private readonly UacInvite _options;
    private readonly DialogSet _dialogs;
    private readonly DigestExchange? _digest;
    private readonly TaskCompletionSource<ClientTransactionEvent> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SipRequest _request;
    private ClientTransaction? _invite;
    private List<DialogLeg>? _strays;
    private bool _isCancelled;

    private UacCall(DialogLayer layer, UacInvite options)
        : base(layer)
    {
        _options = options;
        _request = CreateInvite(options);
        _dialogs = new DialogSet(_request);
        CallId = _request.CallId;
        var digest = DigestClient.For(options.Credentials);
        _digest = digest is null ? null : new DigestExchange(digest);
        Leg = DialogLeg.AsClient(layer, this, _request.From.Tag!, _dialogs, digest);
    }

    public override string CallId { get; }

    /// <summary>How the INVITE came out.</summary>
    public ClientTransactionEvent Outcome { get; private set; }

    /// <summary>The INVITE was answered 2xx and not taken back, and our ACK is out.</summary>
    public bool IsAnswered => !_isCancelled && Outcome.Response is { StatusCode: >= 200 and < 300 };

    /// <summary>
    /// Calls, and waits until the INVITE is answered (its ACK is then out), refused or given up. Cancellation takes it back; a 2xx that
    /// was faster is hung up.
    /// </summary>
    public static async Task<UacCall> InviteAsync(DialogLayer layer, UacInvite invite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(invite);
        var call = new UacCall(layer, invite);
        var destination = invite.Destination ?? await FindAsync(layer, invite.Uri, cancellationToken);
        if (destination is null || !layer.TryAdd(call.Leg!))
        {
            var failure = destination is null ? SipTransportFailure.NotResolved : SipTransportFailure.LimitReached;
            call.Post(() => call.OnFailure(new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed, Failure: failure)));
        }
        else
        {
            call.Post(() => call.Send(destination));
        }

        await using var registration = cancellationToken.Register(() => call.Post(() => call.GiveUp(reason: null)));
        call.Outcome = await call._outcome.Task;
        return call;
    }

    private protected override void GiveUp(string? reason)
    {
        if (IsConfirmed || IsEnding)
        {
            HangUp(reason);
            return;
        }

        _isCancelled = true;
        _invite?.Cancel(reason is null ? null : [new SipHeader(SipHeaderId.Reason, reason)]);
    }

    private static SipRequest CreateInvite(UacInvite options)
    {
        var request = new SipRequest(SipMethod.Invite, options.Uri);
        request.Headers.Add(SipHeaderId.MaxForwards, MaxForwards);
        request.From = options.From.WithTag(DialogTags.NewTag());
        request.To = options.To ?? NameAddress.Create(options.Uri);
        request.CallId = DialogTags.NewCallId();
        request.CSeq = new CSeq(1, SipMethod.Invite);
        request.Headers.Add(SipHeaderId.Allow, Allowed);
        foreach (var header in options.Headers)
        {
            request.Headers.Add(header);
        }

        options.Body.AddTo(request);
        return request;
    }

    private static async Task<SipDestination?> FindAsync(DialogLayer layer, SipUri uri, CancellationToken cancellationToken)
    {
        var found = await layer.Resolver.ResolveAsync(uri, cancellationToken);
        return found.Count == 0 ? null : found.Reverse().Aggregate((next, before) => before with { Fallback = next });
    }

    private void Send(SipDestination destination)
    {
        var request = _request;
        _invite = Layer.Transactions.Send(
            request,
            destination,
            happened => Post(() => OnEvent(request, destination, happened)),
            static (sent, flow) => sent.Contact = DialogContact.For(flow));
    }

    private void OnEvent(SipRequest request, SipDestination destination, ClientTransactionEvent happened)
    {
        if (request == _request && !TryAnswerChallenge(destination, happened))
        {
            OnEvent(happened);
        }
    }

    /// <summary>A 401 or 407 that we have credentials for: the INVITE goes again, to who challenged it.</summary>
    private bool TryAnswerChallenge(SipDestination destination, ClientTransactionEvent happened)
    {
        if (happened.Kind != ClientTransactionEventKind.Final || _isCancelled || _digest?.TryAnswer(happened.Response!) != true)
        {
            return false;
        }

        _request = _digest.Repeat(_request, _request.CSeq.Number + 1);
        _dialogs.Restart(_request);
        Send(destination with { PreferredFlow = _invite!.Flow });
        return true;
    }

    private void OnEvent(ClientTransactionEvent happened)
    {
        switch (happened.Kind)
        {
            case ClientTransactionEventKind.Provisional:
                OnProvisional(happened.Response!);
                break;
            case ClientTransactionEventKind.Final or ClientTransactionEventKind.AnotherSuccess when happened.Response!.StatusCode < 300:
                OnSuccess(happened);
                break;
            case ClientTransactionEventKind.Terminated:
                Leg!.ForgetAck();
                break;
            default:
                OnFailure(happened);
                break;
        }
    }

    /// <summary>A reliable one gets its PRACK (RFC 3262 §4); its repeats are nobody's business.</summary>
    private void OnProvisional(SipResponse response)
    {
        if (_dialogs.OnProvisional(response) is { } early)
        {
            if (!ProvisionalOrder.TryTake(early, response))
            {
                return;
            }

            if (ProvisionalOrder.CreatePrack(early, response) is { } prack)
            {
                Leg!.SendEarly(early, prack, _invite!.Flow!, _options.Destination);
            }
        }

        _options.OnProvisional?.Invoke(response);
    }

    private void OnFailure(ClientTransactionEvent happened)
    {
        _outcome.TrySetResult(happened);
        End(new SipCallEnd(_isCancelled ? SipCallEnding.CancelledByUs : SipCallEnding.NotAnswered));
    }

    private void OnSuccess(ClientTransactionEvent happened)
    {
        var (dialog, isNew) = _dialogs.OnSuccess(happened.Response!);
        if (dialog is null)
        {
            if (happened.IsOutcome)
            {
                OnFailure(happened);
            }

            return;
        }

        if (!isNew)
        {
            (dialog == Leg!.Dialog ? Leg : _strays?.Find(stray => stray.Dialog == dialog))?.RepeatAck(happened.Response!);
        }
        else if (Leg!.Dialog is null)
        {
            Confirm(dialog, happened);
        }
        else
        {
            // Another branch of a fork: one call is enough (RFC 3261 §13.2.2.4).
            var stray = DialogLeg.AcknowledgeStray(Layer, this, dialog, _invite!.Flow!, _options.Destination, Leg.Digest);
            stray.Send(stray.CreateRequest(SipMethod.Bye), static _ => { });
            (_strays ??= []).Add(stray);
        }
    }

    private void Confirm(Dialog dialog, ClientTransactionEvent happened)
    {
        Leg!.Confirm(dialog, _invite!.Flow!, _options.Destination);
        _dialogs.EndEarly();
        Leg.SendAck(Leg.CreateAck(_request.CSeq.Number));
        IsConfirmed = true;
        Remember(_options.Body);
        _outcome.TrySetResult(happened);
        if (_isCancelled)
        {
            SendBye(new SipCallEnd(SipCallEnding.CancelledByUs), reason: null);
        }
    }
}
