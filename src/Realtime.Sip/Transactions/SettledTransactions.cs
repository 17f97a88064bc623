using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>
/// Transactions of which only the wait for repeats is left (Completed, Accepted): half a minute after the call's last word. They are
/// most of all transactions, so they are kept as bytes in <see cref="RepeatTable"/>s and not as objects that a garbage collector has to
/// look at. What repeats get is the same as before.
/// </summary>
internal sealed class SettledTransactions
{
    private readonly TransactionContext _context;

    /// <summary>Server transactions: a non-INVITE's last response, an INVITE's tag.</summary>
    private readonly RepeatTable _server;
    private readonly RepeatTable _merging;

    /// <summary>INVITEs of ours that were answered, with the tag and the ACK of their 2xx.</summary>
    private readonly RepeatTable _invites;

    /// <summary>Other requests of ours that have their final response.</summary>
    private readonly RepeatTable _requests;

    public SettledTransactions(TransactionContext context, Action<bool, int> left)
    {
        _context = context;
        var (queue, timers) = (context.TimerQueue, context.Timers);
        _server = new RepeatTable(queue, timers.TimerJ, gone => left(false, gone));
        _merging = new RepeatTable(queue, timers.TimerL, static _ => { });
        _invites = new RepeatTable(queue, timers.TimerM, gone => left(true, gone));
        _requests = new RepeatTable(queue, timers.TimerK, gone => left(true, gone));
    }

    /// <param name="transaction">The transaction.</param>
    /// <param name="answer">What repeats get; null for an INVITE, whose tag is kept then.</param>
    public void Add(ServerTransaction transaction, SipResponse? answer)
    {
        var key = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        transaction.Key.WriteTo(ref key);
        var kept = new SipValueBuilder(stackalloc byte[2 * SipValueBuilder.StackBytes]);
        if (answer is null)
        {
            kept.Append(transaction.LocalTag);
        }
        else
        {
            kept.Append(answer);
        }

        _server.Add(key.Written, kept.Written);
        kept.Dispose();
        key.Dispose();
        if (transaction.Request.To.Tag is null)
        {
            var merge = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
            MergeKey.Of(transaction.Request).WriteTo(ref merge);
            _merging.Add(merge.Written, default);
            merge.Dispose();
        }
    }

    public void AddRequest(ClientTransaction transaction)
    {
        Span<byte> key = stackalloc byte[ClientKey.MaxBytes];
        _requests.Add(key[..transaction.Key.WriteTo(key)], default);
    }

    /// <summary>An answered INVITE, with the ACK that its 2xx gets again.</summary>
    public void AddInvite(ClientTransaction transaction, string remoteTag, ReadOnlySpan<byte> ack)
    {
        var answer = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        answer.Append(remoteTag);
        answer.Append("\n"u8);
        answer.Append(ack);
        Span<byte> key = stackalloc byte[ClientKey.MaxBytes];
        _invites.Add(key[..transaction.Key.WriteTo(key)], answer.Written);
        answer.Dispose();
    }

    /// <summary>True when the request is a repeat of a settled one; it has its answer again then.</summary>
    public bool TryAnswer(SipRequest request, TransactionKey key, SipFlow flow)
    {
        if (!TryFind(key, out var answer))
        {
            return false;
        }

        if (request.Method != SipMethod.Invite)
        {
            _context.Transports.SendResponse(request.TopVia, answer, flow);
        }

        return true;
    }

    /// <summary>The tag that a settled INVITE was answered with; null when there is none.</summary>
    public string? TagOf(TransactionKey invite) => TryFind(invite, out var tag) ? Encoding.ASCII.GetString(tag) : null;

    public bool IsMerged(MergeKey key)
    {
        var bytes = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        key.WriteTo(ref bytes);
        var isMerged = _merging.Contains(bytes.Written);
        bytes.Dispose();
        return isMerged;
    }

    /// <summary>True when the response belongs to a settled request.</summary>
    /// <param name="response">The response.</param>
    /// <param name="key">The request that it names.</param>
    /// <param name="flow">The way it came; back there goes the ACK.</param>
    /// <param name="isStray">A 2xx of another branch of a fork: nobody wants it, but it wants its ACK and BYE.</param>
    public bool TryTake(SipResponse response, ClientKey key, SipFlow flow, out bool isStray)
    {
        isStray = false;
        if (!key.Method.IsKnown)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[ClientKey.MaxBytes];
        bytes = bytes[..key.WriteTo(bytes)];
        if (key.Method != SipMethod.Invite)
        {
            return _requests.Contains(bytes);
        }

        if (!_invites.TryFind(bytes, out var kept))
        {
            return false;
        }

        if (response.IsSuccess)
        {
            var tag = kept.AsSpan(0, kept.AsSpan().IndexOf((byte)'\n'));
            if (response.To.TagBytes.SequenceEqual(tag))
            {
                _context.Transports.Send(flow, kept.AsMemory(tag.Length + 1));
            }
            else
            {
                isStray = true;
            }
        }

        return true;
    }

    private bool TryFind(TransactionKey key, out byte[] answer)
    {
        var bytes = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        key.WriteTo(ref bytes);
        var isFound = _server.TryFind(bytes.Written, out answer);
        bytes.Dispose();
        return isFound;
    }
}
