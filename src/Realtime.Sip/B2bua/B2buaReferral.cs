using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>
/// One REFER in the caller's dialog and its implicit subscription (RFC 3515 §2.4): 2xx, then NOTIFYs with what the called party answered. It
/// still answers NOTIFYs when it is over: a carrier that reports late is not told that its dialog is unknown.
/// </summary>
internal sealed class B2buaReferral(B2buaCall call, B2buaReferRequest request)
{
    private const int NoSuchSubscription = 481;
    private const int BadEvent = 489;
    private const int RequestTimeout = 408;

    private readonly TaskCompletionSource<B2buaReferResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DialogTimer? _timer;
    private uint _number;
    private bool _hasProgressed;

    public Task<B2buaReferResult> Result => _result.Task;

    /// <summary>REFER got its 2xx.</summary>
    public bool IsAccepted { get; private set; }

    public bool IsOver => _result.Task.IsCompleted;

    public void Start()
    {
        var leg = call.SideOf(B2buaSide.Caller).Leg!;
        var refer = leg.CreateRequest(SipMethod.Refer);
        _number = refer.CSeq.Number;
        refer.Headers.Add(SipHeaderId.ReferTo, request.ReferTo);
        foreach (var header in request.Headers)
        {
            refer.Headers.Add(header);
        }

        call.Tell(B2buaEventKind.ReferSent, B2buaSide.Caller, 0, refer);
        leg.Send(refer, happened => call.Post(() => OnEvent(happened)));
    }

    /// <summary>A NOTIFY in the caller's dialog.</summary>
    public void TakeNotify(ServerTransaction transaction)
    {
        var notify = transaction.Request;
        var (package, id) = EventOf(notify);
        if (!string.Equals(package, "refer", StringComparison.OrdinalIgnoreCase))
        {
            transaction.Respond(BadEvent);
            return;
        }

        // The first REFER of a dialog need not be named; later ones are, by the number of the REFER (RFC 3515 §2.4.6).
        if (id is not null && id != _number)
        {
            transaction.Respond(NoSuchSubscription);
            return;
        }

        transaction.Respond(200);
        var isLast = notify.Headers.First(SipHeaderId.SubscriptionState)?.TrimStart().StartsWith("terminated", StringComparison.OrdinalIgnoreCase) == true;
        OnReport(SipFragment.StatusOf(notify.Body.Span), isLast);
    }

    /// <summary>The call is over. A carrier that accepted and hung up has taken the caller elsewhere.</summary>
    public void OnCallEnded(B2buaCause cause) => Finish(new B2buaReferResult(
        IsAccepted && cause is B2buaCause.CallerHungUp ? B2buaReferStatus.TakenOver : B2buaReferStatus.NotInCall));

    public void Finish(B2buaReferResult result)
    {
        _timer?.Stop();
        _result.TrySetResult(result);
    }

    private void OnEvent(ClientTransactionEvent happened)
    {
        if (!happened.IsOutcome)
        {
            return;
        }

        var answer = happened.Response;
        if (answer is { StatusCode: < 300 })
        {
            IsAccepted = true;
            StartTimer(_hasProgressed ? request.Timeout : request.NotifyTimeout);
            return;
        }

        var isTimeout = happened.Kind == ClientTransactionEventKind.Timeout;
        Finish(new B2buaReferResult(B2buaReferStatus.Refused, answer?.StatusCode ?? (isTimeout ? RequestTimeout : 0), answer?.ReasonPhrase));
        if (answer?.StatusCode == NoSuchSubscription)
        {
            call.Step(B2buaInput.CallerLost, new B2buaHand(B2buaSide.Caller));
        }
    }

    private void OnReport((int Status, string? Phrase) report, bool isLast)
    {
        var (status, phrase) = report;
        if (IsOver)
        {
            if (status >= 200)
            {
                request.OnLateOutcome?.Invoke(status);
            }
        }
        else if (status >= 200)
        {
            Finish(new B2buaReferResult(status < 300 ? B2buaReferStatus.Succeeded : B2buaReferStatus.Failed, status, phrase));
        }
        else if (isLast)
        {
            Finish(new B2buaReferResult(B2buaReferStatus.Silent, status, "the subscription ended without an outcome"));
        }
        else
        {
            OnProgress(status);
        }
    }

    private void OnProgress(int status)
    {
        // A first NOTIFY may overtake the answer to REFER (RFC 3515 §2.4.4).
        if (!_hasProgressed && IsAccepted)
        {
            StartTimer(request.Timeout);
        }

        _hasProgressed = true;
        if (status > 0)
        {
            request.OnProgress?.Invoke(status);
        }
    }

    private void StartTimer(TimeSpan after)
    {
        _timer ??= new DialogTimer(call.Layer.TimerQueue, stamp => call.Post(() => OnTimer(stamp)));
        _timer.Start(after);
    }

    private void OnTimer(int stamp)
    {
        if (_timer!.IsCurrent(stamp))
        {
            Finish(new B2buaReferResult(_hasProgressed ? B2buaReferStatus.TimedOut : B2buaReferStatus.Silent));
        }
    }

    /// <summary><c>refer;id=93809824</c>.</summary>
    private static (string Package, uint? Id) EventOf(SipRequest notify)
    {
        var parts = (notify.Headers.First(SipHeaderId.Event) ?? "").Split(';', StringSplitOptions.TrimEntries);
        foreach (var part in parts.Skip(1))
        {
            if (part.StartsWith("id=", StringComparison.OrdinalIgnoreCase))
            {
                return (parts[0], uint.TryParse(part.AsSpan(3), System.Globalization.NumberStyles.None, null, out var id) ? id : 0);
            }
        }

        return (parts[0], null);
    }
}
