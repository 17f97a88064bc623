using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>A request other than INVITE that came.</summary>
public sealed class NonInviteServerTransaction : ServerTransaction
{
    internal NonInviteServerTransaction(TransactionContext context, TransactionLayer layer, SipRequest request, SipFlow flow)
        : base(context, layer, request, flow)
    {
    }

    private protected override bool IsSettled => State == TransactionState.Completed && !HasObserver;

    private protected override void Settle()
    {
        Flow.Unwatch(this);
        Layer.Settle(this, Latest);
    }

    private protected override TransactionStep Next(TransactionState state, TransactionEvent happening) =>
        NonInviteServerMachine.Step(state, happening, Flow.Kind.IsReliable());
}
