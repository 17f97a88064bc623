using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>
/// The tables of all transactions (RFC 3261 section 17): finds the transaction of a message, begins new ones, and gives the rest
/// to its users. Here requests are sent.
/// </summary>
public sealed class TransactionLayer : ISipMessageHandler, IDisposable
{
    private readonly ConcurrentDictionary<TransactionKey, ServerTransaction> _server = new();
    private readonly ConcurrentDictionary<MergeKey, ServerTransaction> _merging = new();
    private readonly ConcurrentDictionary<ClientKey, ClientTransaction> _client = new();
    private readonly TransactionContext _context;
    private readonly RequestScreen _screen;
    private readonly SettledTransactions _settled;
    private readonly CancellationTokenSource _closing = new();
    private ITransactionUser[] _users = [];
    private int _serverCount;
    private int _clientCount;

    internal TransactionLayer(SipTransportLayer transports, TransactionOptions options, TimeProvider time, ILogger logger)
    {
        _context = new TransactionContext(transports, options.Timers, options.Limits, new SipTimerQueue(time), transports.Counters, logger);
        _screen = new RequestScreen(_context, options);
        _settled = new SettledTransactions(_context, (client, gone) => Count(client, -gone));
    }

    public SipTransportLayer Transports => _context.Transports;

    public SipTimers Timers => _context.Timers;

    public int ServerTransactions => Volatile.Read(ref _serverCount);

    public int ClientTransactions => Volatile.Read(ref _clientCount);

    /// <summary>Asks <paramref name="user"/> for each new request before the users that were added earlier.</summary>
    public void Use(ITransactionUser user)
    {
        ITransactionUser[] before;
        do
        {
            before = Volatile.Read(ref _users);
        }
        while (Interlocked.CompareExchange(ref _users, [user, .. before], before) != before);
    }

    /// <summary>Sends a request and tells its user what becomes of it. The request then belongs to the transaction.</summary>
    /// <param name="request">Complete but for its Via.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="observer">Called one event at a time, on the thread where it happens; it must not block.</param>
    /// <param name="prepare">Called when the flow is known and before the request is written, to fill in Contact, for one.</param>
    public ClientTransaction Send(
        SipRequest request, SipDestination destination, Action<ClientTransactionEvent> observer, Action<SipRequest, SipFlow>? prepare = null)
    {
        destination = Transports.ForLength(destination, request);
        var transaction = new ClientTransaction(_context, this, request, SipBranch.New(), observer)
        {
            Reconnect = () => Transports.ConnectAsync(destination, _closing.Token),
        };
        if (_closing.IsCancellationRequested || !TryEnter(transaction))
        {
            transaction.Fail(_closing.IsCancellationRequested ? SipTransportFailure.Closing : SipTransportFailure.LimitReached);
            return transaction;
        }

        var connecting = Transports.ConnectAsync(destination, _closing.Token);
        if (connecting.IsCompletedSuccessfully)
        {
            Start(transaction, connecting.GetAwaiter().GetResult(), prepare);
        }
        else
        {
            _ = StartWhenConnectedAsync(transaction, connecting, prepare);
        }

        return transaction;
    }

    /// <summary>Sends a request and waits for its outcome. Cancellation takes an INVITE back; of another request it ends the wait.</summary>
    public async Task<ClientTransactionEvent> SendAsync(SipRequest request, SipDestination destination, CancellationToken cancellationToken)
    {
        var outcome = new TaskCompletionSource<ClientTransactionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transaction = Send(request, destination, happened =>
        {
            if (happened.IsOutcome)
            {
                outcome.TrySetResult(happened);
            }
        });
        if (request.Method != SipMethod.Invite)
        {
            return await outcome.Task.WaitAsync(cancellationToken);
        }

        await using var registration = cancellationToken.Register(() => transaction.Cancel());
        return await outcome.Task;
    }

    /// <summary>
    /// Sends a request outside of any transaction: the ACK of a 2xx. Sent again, the same request keeps its branch
    /// (RFC 3261 13.2.2.4).
    /// </summary>
    public async ValueTask<SipTransportFailure> SendStatelessAsync(SipRequest request, SipDestination destination, CancellationToken cancellationToken = default)
    {
        var (flow, failure) = await Transports.ConnectAsync(destination, cancellationToken);
        if (flow is null)
        {
            return failure;
        }

        var branch = request.Headers.Contains(SipHeaderId.Via) ? request.TopVia.Branch : null;
        SipTransportLayer.StampVia(request, flow, branch ?? SipBranch.New());
        return Transports.Send(flow, request);
    }

    /// <summary>Ends all transactions; requests that still wait for their outcome are told that we close.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        foreach (var transaction in _client.Values)
        {
            transaction.Fail(SipTransportFailure.Closing);
        }

        _context.TimerQueue.Dispose();
    }

    void ISipMessageHandler.OnResponse(SipResponse response, SipFlow flow)
    {
        if (!ClientKey.TryParse(response.TopVia.BranchBytes, response.CSeq.Method, out var key) || !TryTake(response, key, flow))
        {
            _context.Counters.Count(SipFault.StrayResponse);
            _context.Logger.Dropped(SipFault.StrayResponse, flow);
        }
    }

    void ISipMessageHandler.OnUnreachable(SipMethod method, string branch, SipFlow flow)
    {
        if (ClientKey.TryParse(Encoding.ASCII.GetBytes(branch), method, out var key) && _client.TryGetValue(key, out var transaction))
        {
            transaction.OnUnreachable(flow);
        }
    }

    void ISipMessageHandler.OnRequest(SipRequest request, SipFlow flow)
    {
        var via = request.TopVia;
        if (!via.HasRfc3261Branch)
        {
            _screen.RefuseOldBranch(request, flow);
        }
        else if (request.Method == SipMethod.Ack)
        {
            OnAck(request, flow);
        }
        else if (request.Method == SipMethod.Cancel)
        {
            OnCancel(request, flow);
        }
        else if (!TryRepeat(request, TransactionKey.Of(via, request.Method), flow)
            && _screen.Passes(request, flow, ServerTransactions) && !IsMerged(request, flow))
        {
            OnNewRequest(request, flow);
        }
    }

    /// <summary>A request of a transaction that already has its flow and branch: CANCEL.</summary>
    internal void SendOn(SipFlow flow, SipRequest request, string branch, Action<ClientTransactionEvent> observer)
    {
        var transaction = new ClientTransaction(_context, this, request, branch, observer);
        if (TryEnter(transaction))
        {
            transaction.Start(flow, prepare: null);
        }
    }

    /// <summary>An ACK with the branch of its INVITE after a 2xx: wrong (RFC 3261 13.2.2.4) but clear.</summary>
    internal void PassAck(SipRequest ack, SipFlow flow)
    {
        foreach (var user in Volatile.Read(ref _users))
        {
            if (user.OnAck(ack, flow))
            {
                return;
            }
        }

        if (ack.To.Tag != StatelessTag.For(ack))
        {
            _context.Counters.Count(SipFault.StrayAck);
            _context.Logger.Dropped(SipFault.StrayAck, flow);
        }
    }

    internal void Remove(ClientTransaction transaction)
    {
        if (_client.TryRemove(new(transaction.Key, transaction)))
        {
            Count(client: true, -1);
        }
    }

    internal void Remove(ServerTransaction transaction)
    {
        if (TryLeave(transaction))
        {
            Count(client: false, -1);
        }
    }

    /// <summary>The transaction only waits for repeats of its request, which get this answer; those of an INVITE get none.</summary>
    internal void Settle(ServerTransaction transaction, SipResponse? answer)
    {
        _settled.Add(transaction, answer);
        TryLeave(transaction);
    }

    /// <summary>The transaction only waits for repeats of its response.</summary>
    internal void Settle(ClientTransaction transaction)
    {
        _settled.AddRequest(transaction);
        _client.TryRemove(new(transaction.Key, transaction));
    }

    /// <summary>The INVITE only waits for repeats of its 2xx, which get this ACK.</summary>
    internal void Settle(ClientTransaction transaction, string remoteTag, ReadOnlySpan<byte> ack)
    {
        _settled.AddInvite(transaction, remoteTag, ack);
        _client.TryRemove(new(transaction.Key, transaction));
    }

    private void Count(bool client, int change)
    {
        Interlocked.Add(ref client ? ref _clientCount : ref _serverCount, change);
        _context.Counters.CountTransaction(client, change);
    }

    private bool TryLeave(ServerTransaction transaction)
    {
        if (!_server.TryRemove(new(transaction.Key, transaction)))
        {
            return false;
        }

        if (!transaction.Request.To.HasTag)
        {
            _merging.TryRemove(new(MergeKey.Of(transaction.Request), transaction));
        }

        return true;
    }

    private bool TryTake(SipResponse response, ClientKey key, SipFlow flow)
    {
        if (_client.TryGetValue(key, out var transaction))
        {
            var isOurs = RequestScreen.IsOurs(response, transaction.Request);
            if (isOurs)
            {
                transaction.OnResponse(response, flow);
            }

            return isOurs;
        }

        if (!_settled.TryTake(response, key, flow, out var isStray))
        {
            return false;
        }

        if (isStray)
        {
            foreach (var user in Volatile.Read(ref _users))
            {
                user.OnStraySuccess(response, flow);
            }
        }

        return true;
    }

    /// <summary>A repeated request is its transaction's matter, also when that has settled.</summary>
    private bool TryRepeat(SipRequest request, TransactionKey key, SipFlow flow)
    {
        if (_server.TryGetValue(key, out var known))
        {
            known.OnRepeated();
            return true;
        }

        return _settled.TryAnswer(request, key, flow);
    }

    private bool TryEnter(ClientTransaction transaction)
    {
        if (ClientTransactions >= _context.Limits.MaxClientTransactions)
        {
            _context.Counters.Count(SipFault.ClientTransactionLimit);
            return false;
        }

        if (_client.TryAdd(transaction.Key, transaction))
        {
            Count(client: true, +1);
        }

        return true;
    }

    private static void Start(ClientTransaction transaction, SipConnectResult connected, Action<SipRequest, SipFlow>? prepare)
    {
        if (connected.Flow is null)
        {
            transaction.Fail(connected.Failure);
            return;
        }

        try
        {
            transaction.Start(connected.Flow, prepare);
        }
        catch
        {
            transaction.Fail(SipTransportFailure.Abandoned);
            throw;
        }
    }

    private async Task StartWhenConnectedAsync(ClientTransaction transaction, ValueTask<SipConnectResult> connecting, Action<SipRequest, SipFlow>? prepare)
    {
        try
        {
            Start(transaction, await connecting, prepare);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            transaction.Fail(SipTransportFailure.Closing);
        }
#pragma warning disable CA1031 // Nobody awaits this: a bug in the caller's preparation is logged, its transaction has been told.
        catch (Exception bug)
        {
            _context.Logger.PrepareThrew(bug);
        }
#pragma warning restore CA1031
    }

    private void OnAck(SipRequest ack, SipFlow flow)
    {
        if (_server.TryGetValue(TransactionKey.Of(ack.TopVia, SipMethod.Invite), out var invite))
        {
            ((InviteServerTransaction)invite).OnAck(ack);
        }
        else
        {
            PassAck(ack, flow);
        }
    }

    /// <summary>Answered here without state: a repeated CANCEL gets the same answer again.</summary>
    private void OnCancel(SipRequest cancel, SipFlow flow)
    {
        var key = TransactionKey.Of(cancel.TopVia, SipMethod.Invite);
        if (_server.TryGetValue(key, out var invite))
        {
            _screen.Answer(cancel, flow, SipResponse.CreateFor(cancel, 200, toTag: invite.LocalTag));
            ((InviteServerTransaction)invite).OnCancel(cancel);
        }
        else if (_settled.TagOf(key) is { } tag)
        {
            _screen.Answer(cancel, flow, SipResponse.CreateFor(cancel, 200, toTag: tag));
        }
        else
        {
            _screen.Refuse(cancel, flow, SipFault.StrayCancel, 481);
        }
    }

    /// <summary>RFC 3261 8.2.2.2: the same request by another path, while the first is in the table.</summary>
    private bool IsMerged(SipRequest request, SipFlow flow)
    {
        if (request.To.HasTag || (MergeKey.Of(request) is var key && !_merging.ContainsKey(key) && !_settled.IsMerged(key)))
        {
            return false;
        }

        _screen.Refuse(request, flow, SipFault.Merged, 482);
        return true;
    }

    private void OnNewRequest(SipRequest request, SipFlow flow)
    {
        ServerTransaction transaction = request.Method == SipMethod.Invite
            ? new InviteServerTransaction(_context, this, request, flow)
            : new NonInviteServerTransaction(_context, this, request, flow);
        if (!_server.TryAdd(transaction.Key, transaction))
        {
            return;
        }

        Count(client: false, +1);
        if (!request.To.HasTag)
        {
            _merging.TryAdd(MergeKey.Of(request), transaction);
        }

        transaction.Start();
        try
        {
            PassUp(transaction);
        }
        catch
        {
            transaction.Respond(500);
            throw;
        }
    }

    private void PassUp(ServerTransaction transaction)
    {
        foreach (var user in Volatile.Read(ref _users))
        {
            if (user.OnRequest(transaction))
            {
                return;
            }
        }

        transaction.Respond(501);
    }
}
