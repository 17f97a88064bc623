using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip;

/// <summary>
/// The front door of the library: listens, gives requests to handlers, sends requests. What nobody handles is answered as
/// RFC 3261 8.2 and 11 say: OPTIONS with 200, requests of unknown dialogs with 481, other methods with 405.
/// </summary>
public sealed class SipEndpoint : ITransactionUser, IAsyncDisposable
{
    private const string MaxForwards = "70";

    private readonly SipEndpointOptions _options;
    private readonly ILogger _logger;
    private readonly SipCounters _counters = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly Dictionary<SipMethod, Func<SipRequest, ServerTransaction, CancellationToken, Task>> _handlers = [];
    private readonly SipResolver? _ownResolver;
    private Func<SipRequest, InviteServerTransaction, CancellationToken, Task>? _invite;

    public SipEndpoint(SipEndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<SipEndpoint>();
        var context = new TransportContext(
            options.TransportLimits,
            options.ParserLimits,
            _counters,
            options.TimeProvider,
            options.LoggerFactory.CreateLogger("Realtime.Sip.Transports"),
            options.TlsClient)
        {
            Guard = options.Guard,
            Tap = options.Tap,
        };
        var listening = options.Listeners.Select(listener => TransportFactory.Create(listener, context)).Concat(options.Transports);
        _ownResolver = options.Resolver is null ? new SipResolver(options.Dns, _counters, options.TimeProvider, options.LoggerFactory, Kinds(options)) : null;
        Transactions = new TransactionLayer(
            new SipTransportLayer(context, options.Resolver ?? _ownResolver!, listening, options.AdvertisedHost),
            new TransactionOptions { Timers = options.Timers, Limits = options.TransactionLimits, Extensions = options.Extensions, Guard = options.Guard },
            options.TimeProvider,
            options.LoggerFactory.CreateLogger("Realtime.Sip.Transactions"));
        Transactions.Use(this);
        Dialogs = new DialogLayer(Transactions, options.Dialogs, options.TimeProvider, options.LoggerFactory);
    }

    public TransactionLayer Transactions { get; }

    /// <summary>The dialogs of this endpoint: calls are made and answered with it.</summary>
    public DialogLayer Dialogs { get; }

    public SipTransportLayer Transports => Transactions.Transports;

    /// <summary>The listeners in the order configured, with the ports they are bound to once the endpoint has started.</summary>
    public IReadOnlyList<SipTransport> Listeners => Transports.Listeners;

    public SipCounters Counters => _counters;

    /// <summary>The methods that Allow names.</summary>
    public IReadOnlyCollection<SipMethod> AllowedMethods =>
    [
        .. _invite is null ? Array.Empty<SipMethod>() : [SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel],
        SipMethod.Options,
        .. _handlers.Keys.Concat(_options.DialogMethods).Except([SipMethod.Options]).Distinct(),
    ];

    /// <summary>
    /// Handles INVITEs outside of dialogs. The token tells that the caller cancelled, or that we close; a handler that gives up
    /// by it has the INVITE answered 487.
    /// </summary>
    public SipEndpoint OnInvite(Func<SipRequest, InviteServerTransaction, CancellationToken, Task> handler)
    {
        _invite = handler;
        return this;
    }

    /// <summary>Handles requests of one method, outside of dialogs and in dialogs that nobody else knows.</summary>
    public SipEndpoint OnRequest(SipMethod method, Func<SipRequest, ServerTransaction, CancellationToken, Task> handler)
    {
        if (method == SipMethod.Invite || method == SipMethod.Ack || method == SipMethod.Cancel)
        {
            throw new ArgumentException($"{method} has its own rules: see {nameof(OnInvite)}.", nameof(method));
        }

        _handlers[method] = handler;
        return this;
    }

    /// <summary>Opens all listeners. Handlers are set before.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => Transports.StartAsync(Transactions, cancellationToken);

    /// <summary>
    /// From now on nothing that comes in is looked at, as if the process were gone: peers repeat it, to whoever listens here next. For a
    /// process that hands its calls over.
    /// </summary>
    public void StopReceiving() => Transports.StopReceiving();

    /// <summary>A request outside of dialogs, complete but for its Via and Contact.</summary>
    public static SipRequest CreateRequest(SipMethod method, SipUri to, SipUri from)
    {
        var request = new SipRequest(method, to);
        request.Headers.Add(SipHeaderId.MaxForwards, MaxForwards);
        request.From = NameAddress.Create(from, tag: SipBranch.NewTag());
        request.To = NameAddress.Create(to);
        request.CallId = SipBranch.NewTag() + SipBranch.NewTag();
        request.CSeq = new CSeq(1, method);
        return request;
    }

    /// <summary>
    /// Sends a request to where its first Route or its URI leads, to one address after the other while none can be reached, and
    /// waits for its outcome.
    /// </summary>
    public async Task<ClientTransactionEvent> SendAsync(SipRequest request, CancellationToken cancellationToken = default) =>
        await FindAsync(request, cancellationToken) is { } destination
            ? await Transactions.SendAsync(request, destination, cancellationToken)
            : NotResolved;

    /// <summary>As <see cref="SendAsync(SipRequest, CancellationToken)"/>, and answers challenges with these credentials.</summary>
    public async Task<ClientTransactionEvent> SendAsync(SipRequest request, SipCredentials credentials, CancellationToken cancellationToken = default) =>
        await FindAsync(request, cancellationToken) is { } destination
            ? (await Transactions.SendAsync(request, destination, new DigestClient(credentials), cancellationToken: cancellationToken)).Outcome
            : NotResolved;

    /// <summary>Tells handlers to stop, lets what is queued leave, and closes all sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync();
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(_options.TransportLimits.CloseTime, _options.TimeProvider);
        }
        catch (TimeoutException)
        {
            _logger.HandlersLeft(_running.Count);
        }

        Dialogs.Dispose();
        Transactions.Dispose();
        await Transports.DisposeAsync();
        _ownResolver?.Dispose();
        _counters.Dispose();
    }

    bool ITransactionUser.OnRequest(ServerTransaction transaction)
    {
        var isInDialog = transaction.Request.To.Tag is not null;
        if (transaction is InviteServerTransaction invite && _invite is not null && !isInDialog)
        {
            Own(RunInviteAsync(invite, _invite));
        }
        else if (_handlers.TryGetValue(transaction.Method, out var handler))
        {
            Own(RunAsync(transaction, handler));
        }
        else if (isInDialog && IsStray(transaction))
        {
            transaction.Abandon();
        }
        else
        {
            transaction.Respond(CreateDefaultAnswer(transaction));
        }

        return true;
    }

    bool ITransactionUser.OnAck(SipRequest ack, SipFlow flow) => false;

    private static ClientTransactionEvent NotResolved => new(ClientTransactionEventKind.TransportFailed, Failure: SipTransportFailure.NotResolved);

    private async ValueTask<SipDestination?> FindAsync(SipRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var isRouted = request.Headers.TryReadAddresses(SipHeaderId.Route, out var routes) && routes.Count > 0;
        var destinations = await Transports.Resolver.ResolveAsync(isRouted ? routes[0].Uri : request.RequestUri, cancellationToken);
        return destinations.Count == 0 ? null : destinations.Reverse().Aggregate((next, before) => before with { Fallback = next });
    }

    /// <summary>A request of a dialog that nobody knows; true when its sender gets no answer.</summary>
    private bool IsStray(ServerTransaction transaction)
    {
        _counters.Count(SipFault.StrayRequest);
        return _options.Guard is { } guard && !guard.Answers(transaction.Flow, SipFault.StrayRequest);
    }

    /// <summary>Keeps a handler until it has ended: closing waits for it.</summary>
    private void Own(Task handling)
    {
        if (!handling.IsCompleted)
        {
            _running.TryAdd(handling, true);
            _ = handling.ContinueWith(static (ended, all) => ((ConcurrentDictionary<Task, bool>)all!).TryRemove(ended, out _), _running, TaskScheduler.Default);
        }
    }

    private async Task RunInviteAsync(InviteServerTransaction invite, Func<SipRequest, InviteServerTransaction, CancellationToken, Task> handler)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(invite.Cancelled, _closing.Token);
        await GuardAsync(invite, token => handler(invite.Request, invite, token), either.Token);
    }

    private Task RunAsync(ServerTransaction transaction, Func<SipRequest, ServerTransaction, CancellationToken, Task> handler) =>
        GuardAsync(transaction, token => handler(transaction.Request, transaction, token), _closing.Token);

    private async Task GuardAsync(ServerTransaction transaction, Func<CancellationToken, Task> handle, CancellationToken token)
    {
        try
        {
            await handle(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            transaction.Respond(_closing.IsCancellationRequested ? 503 : 487);
        }
#pragma warning disable CA1031 // The edge to code that is not ours: its bug costs one request.
        catch (Exception bug)
        {
            _logger.HandlerThrew(transaction.Method, bug);
            transaction.Respond(500);
        }
#pragma warning restore CA1031
    }

    /// <summary>What can be sent with: connections can be opened without a listener, datagrams cannot.</summary>
    private static IReadOnlyList<SipTransportKind> Kinds(SipEndpointOptions options)
    {
        var sendsDatagrams = options.Listeners.Any(listener => listener.Kind == SipTransportKind.Udp)
            || options.Transports.Any(transport => transport.Kind == SipTransportKind.Udp);
        return sendsDatagrams ? [SipTransportKind.Udp, SipTransportKind.Tcp, SipTransportKind.Tls] : [SipTransportKind.Tcp, SipTransportKind.Tls];
    }

    /// <summary>What a request gets that nobody handles: 481 in a dialog, else 200 for OPTIONS with what we can do, else 405.</summary>
    public SipResponse CreateDefaultAnswer(ServerTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction.Request.To.Tag is not null)
        {
            return transaction.CreateResponse(481);
        }

        var isOptions = transaction.Method == SipMethod.Options;
        var answer = transaction.CreateResponse(isOptions ? 200 : 405);
        answer.Headers.Add(SipHeaderId.Allow, string.Join(", ", AllowedMethods));
        if (isOptions)
        {
            answer.Headers.Add(SipHeaderId.Accept, SipMessage.SdpMediaType);
            if (_options.Extensions.Count > 0)
            {
                answer.Headers.Add(SipHeaderId.Supported, string.Join(", ", _options.Extensions));
            }
        }

        return answer;
    }
}
