using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// The table of all dialogs of a stack: finds the dialog of each request and ACK (RFC 3261 §12.2.2). The key is our own tag, which
/// nobody can guess; Call-ID and the other side's tag are compared then.
/// </summary>
public sealed class DialogLayer : ITransactionUser, IDisposable
{
    /// <summary>RFC 3261 §14.2: a random wait between 0 and 10 seconds.</summary>
    private const int MaxRetryAfterSeconds = 10;

    private readonly ConcurrentDictionary<string, DialogLeg> _legs = new(StringComparer.Ordinal);
    private int _count;

    internal DialogLayer(TransactionLayer transactions, DialogOptions options, TimeProvider time, ILoggerFactory loggerFactory)
    {
        Transactions = transactions;
        Options = options;
        Time = time;
        LoggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger("Realtime.Sip.Dialogs");
        TimerQueue = new SipTimerQueue(time);
        transactions.Use(this);
    }

    public TransactionLayer Transactions { get; }

    public DialogOptions Options { get; }

    /// <summary>Dialogs, early ones among them.</summary>
    public int Count => Volatile.Read(ref _count);

    internal TimeProvider Time { get; }

    internal ILoggerFactory LoggerFactory { get; }

    internal ILogger Logger { get; }

    internal SipTimerQueue TimerQueue { get; }

    internal ISipResolver Resolver => Transactions.Transports.Resolver;

    public void Dispose() => TimerQueue.Dispose();

    bool ITransactionUser.OnRequest(ServerTransaction transaction)
    {
        if (transaction.Request.To.Tag is not { } tag || !_legs.TryGetValue(tag, out var leg) || !leg.Owns(transaction.Request))
        {
            return false;
        }

        leg.Path?.Meet(transaction.Flow);
        leg.Owner.OnRequest(leg, transaction);
        return true;
    }

    bool ITransactionUser.OnAck(SipRequest ack, SipFlow flow)
    {
        if (ack.To.Tag is not { } tag || !_legs.TryGetValue(tag, out var leg) || !leg.Owns(ack))
        {
            return false;
        }

        leg.Owner.OnAck(leg, ack);
        return true;
    }

    void ITransactionUser.OnStraySuccess(SipResponse response, SipFlow flow)
    {
        var invite = new SipRequest(SipMethod.Invite, response.To.Uri) { From = response.From, To = response.To, CallId = response.CallId, CSeq = response.CSeq };
        if (Dialog.AsClient(invite, response) is { } dialog)
        {
            var path = new DialogPath(this, flow, configured: null);
            _ = path.SendAckAsync(dialog.CreateAck(response.CSeq.Number), dialog.NextHop).AsTask();
            path.Send(dialog.CreateRequest(SipMethod.Bye), dialog.NextHop, static _ => { });
        }
    }

    /// <summary>The leg of an INVITE that came. Null when it makes no dialog, or there are too many: it is refused then.</summary>
    internal DialogLeg? Enter(IDialogOwner owner, InviteServerTransaction invite, SipDestination? configured, DigestClient? digest = null)
    {
        var leg = DialogLeg.AsServer(this, owner, invite, configured, digest);
        if (leg is null)
        {
            invite.Respond(400, "No Usable Contact");
            return null;
        }

        if (TryAdd(leg))
        {
            return leg;
        }

        Logger.TooManyDialogs(Count);
        invite.Respond(503);
        return null;
    }

    /// <summary>False when there are too many.</summary>
    internal bool TryAdd(DialogLeg leg)
    {
        if (Count >= Options.MaxDialogs || !_legs.TryAdd(leg.LocalTag, leg))
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        return true;
    }

    internal void Remove(DialogLeg leg)
    {
        if (_legs.TryRemove(new KeyValuePair<string, DialogLeg>(leg.LocalTag, leg)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>500 with Retry-After: an earlier request of the same side is still open (RFC 3261 §14.2).</summary>
    internal static SipResponse CreateBusy(ServerTransaction transaction)
    {
        var response = transaction.CreateResponse(500);
        var seconds = RandomNumberGenerator.GetInt32(MaxRetryAfterSeconds + 1);
        response.Headers.Add(SipHeaderId.RetryAfter, seconds.ToString(CultureInfo.InvariantCulture));
        return response;
    }
}
