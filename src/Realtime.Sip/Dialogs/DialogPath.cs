using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// The way of the requests of one leg: its own connection while that lives; else the configured destination where there is one,
/// whatever Contact the peer gave; else where the route set or Contact leads. A peer that comes back on another connection is met there.
/// </summary>
internal sealed class DialogPath
{
    private readonly DialogLayer _layer;
    private readonly SipDestination? _back;
    private volatile SipFlow? _flow;

    public DialogPath(DialogLayer layer, SipFlow flow, SipDestination? configured) => (_layer, _flow, Configured) = (layer, flow, configured);

    /// <summary>The way of a dialog that another process began: its connection is not ours.</summary>
    /// <param name="layer">The table.</param>
    /// <param name="back">Where its peer was last.</param>
    /// <param name="configured">Where to send requests, if not where the peer's routes and Contact lead.</param>
    public DialogPath(DialogLayer layer, SipDestination back, SipDestination? configured) =>
        (_layer, _back, Configured) = (layer, back, configured);

    /// <summary>The peer's connection, or where its datagrams come from; null while none of it was seen by this process.</summary>
    public SipFlow? Flow => _flow;

    /// <summary>Where the peer is, or was when it was last seen.</summary>
    public SipDestination Back => _flow is { } flow ? SipDestination.Back(flow) : _back!;

    public SipDestination? Configured { get; }

    /// <summary>The leg whose owner wants to hear of what is sent; null: none does.</summary>
    public DialogLeg? Watched { get; init; }

    /// <summary>A request of the dialog came that way: a connection that was lost has a successor.</summary>
    public void Meet(SipFlow flow)
    {
        if (_flow is null || (!_flow.IsAlive && flow.Kind == _flow.Kind))
        {
            _flow = flow;
        }
    }

    /// <summary>Sends a request; the observer is told of its outcome in any case.</summary>
    public void Send(SipRequest request, SipUri nextHop, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent = null)
    {
        if (Watched is { } leg)
        {
            var watched = new WatchedRequest(leg, _layer.Time, request, observer, sent);
            (observer, sent) = (watched.OnEvent, watched.OnSent);
        }

        var finding = FindAsync(nextHop);
        if (finding.IsCompletedSuccessfully)
        {
            var transaction = _layer.Transactions.Send(request, finding.GetAwaiter().GetResult(), observer);
            sent?.Invoke(transaction);
        }
        else
        {
            _ = SendWhenFoundAsync(finding, request, observer, sent);
        }
    }

    /// <summary>Sends the ACK of a 2xx; what fails is made good when the 2xx is repeated.</summary>
    public async ValueTask SendAckAsync(SipRequest ack, SipUri nextHop)
    {
        try
        {
            var failure = await _layer.Transactions.SendStatelessAsync(ack, await FindAsync(nextHop));
            if (failure != SipTransportFailure.None)
            {
                _layer.Logger.AckNotSent(failure);
            }
        }
        catch (OperationCanceledException)
        {
            _layer.Logger.AckNotSent(SipTransportFailure.Closing);
        }
    }

    private async Task SendWhenFoundAsync(
        ValueTask<SipDestination> finding, SipRequest request, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent)
    {
        try
        {
            var transaction = _layer.Transactions.Send(request, await finding, observer);
            sent?.Invoke(transaction);
        }
#pragma warning disable CA1031 // Nobody awaits this: whoever waits for the outcome is told, and a resolver's bug is logged.
        catch (Exception bug)
        {
            _layer.Logger.NotFound(bug);
            observer(new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed, Failure: SipTransportFailure.NotResolved));
        }
#pragma warning restore CA1031
    }

    private async ValueTask<SipDestination> FindAsync(SipUri nextHop)
    {
        var flow = Flow;
        if (Configured is not null)
        {
            // A connection is kept; an address that UDP messages came from is no more than that.
            var preferred = flow is not null && flow.Kind.IsReliable() ? flow : null;
            return ReferenceEquals(Configured.PreferredFlow, preferred) ? Configured : Configured with { PreferredFlow = preferred };
        }

        if (flow is { IsAlive: true } && flow.Kind.IsReliable())
        {
            return SipDestination.Back(flow);
        }

        var found = await _layer.Resolver.ResolveAsync(nextHop, CancellationToken.None);
        var back = Back;
        if (found.Count == 0)
        {
            return back;
        }

        var chain = found[^1];
        for (var i = found.Count - 2; i >= 0; i--)
        {
            chain = found[i] with { Fallback = chain };
        }

        return chain.Kind == back.Kind ? chain with { Through = back.Through } : chain;
    }
}
