using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// The way of the requests of one leg: its own connection while that lives; else the configured destination where there is one,
/// whatever Contact the peer gave; else where the route set or Contact leads.
/// </summary>
internal sealed class DialogPath(DialogLayer layer, SipFlow flow, SipDestination? configured)
{
    public SipFlow Flow { get; } = flow;

    public SipDestination? Configured { get; } = configured;

    /// <summary>Sends a request; the observer is told of its outcome in any case.</summary>
    public void Send(SipRequest request, SipUri nextHop, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent = null)
    {
        var finding = FindAsync(nextHop);
        if (finding.IsCompletedSuccessfully)
        {
            var transaction = layer.Transactions.Send(request, finding.GetAwaiter().GetResult(), observer);
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
            var failure = await layer.Transactions.SendStatelessAsync(ack, await FindAsync(nextHop));
            if (failure != SipTransportFailure.None)
            {
                layer.Logger.AckNotSent(failure);
            }
        }
        catch (OperationCanceledException)
        {
            layer.Logger.AckNotSent(SipTransportFailure.Closing);
        }
    }

    private async Task SendWhenFoundAsync(
        ValueTask<SipDestination> finding, SipRequest request, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent)
    {
        try
        {
            var transaction = layer.Transactions.Send(request, await finding, observer);
            sent?.Invoke(transaction);
        }
#pragma warning disable CA1031 // Nobody awaits this: whoever waits for the outcome is told, and a resolver's bug is logged.
        catch (Exception bug)
        {
            layer.Logger.NotFound(bug);
            observer(new ClientTransactionEvent(ClientTransactionEventKind.TransportFailed, Failure: SipTransportFailure.NotResolved));
        }
#pragma warning restore CA1031
    }

    private async ValueTask<SipDestination> FindAsync(SipUri nextHop)
    {
        if (Configured is not null)
        {
            // A connection is kept; an address that UDP messages came from is no more than that.
            return Configured with { PreferredFlow = Flow.Kind.IsReliable() ? Flow : null };
        }

        if (Flow.Kind.IsReliable() && Flow.IsAlive)
        {
            return SipDestination.Back(Flow);
        }

        var found = await layer.Resolver.ResolveAsync(nextHop, CancellationToken.None);
        if (found.Count == 0)
        {
            return SipDestination.Back(Flow);
        }

        var chain = found[^1];
        for (var i = found.Count - 2; i >= 0; i--)
        {
            chain = found[i] with { Fallback = chain };
        }

        return chain.Kind == Flow.Kind ? chain with { Through = Flow.Transport } : chain;
    }
}
