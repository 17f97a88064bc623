using Realtime.Sip.Transactions;
using Xunit;
using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Tests.Transactions;

public sealed class NonInviteClientMachineTests
{
    [Fact]
    public void The_rows_of_RFC_3261_figure_6_hold() => new MachineTable(NonInviteClientMachine.Step)
        .Row(Trying, TimerE, Trying, SendRequest | StartTimerE)
        .Row(Trying, TimerF, Terminated, InformTimeout)
        .Row(Trying, TransportError, Terminated, InformTransportError)
        .Row(Trying, Response1xx, Proceeding, PassUp)
        .Unreliable(Trying, Response2xx, Completed, PassUp | StopRepeating | StartTimerK)
        .Reliable(Trying, Response2xx, Terminated, PassUp)
        .Unreliable(Trying, Response300To699, Completed, PassUp | StopRepeating | StartTimerK)
        .Reliable(Trying, Response300To699, Terminated, PassUp)
        .Row(Proceeding, TimerE, Proceeding, SendRequest | StartTimerE)
        .Row(Proceeding, TimerF, Terminated, InformTimeout)
        .Row(Proceeding, TransportError, Terminated, InformTransportError)
        .Row(Proceeding, Response1xx, Proceeding, PassUp)
        .Unreliable(Proceeding, Response2xx, Completed, PassUp | StopRepeating | StartTimerK)
        .Reliable(Proceeding, Response2xx, Terminated, PassUp)
        .Unreliable(Proceeding, Response300To699, Completed, PassUp | StopRepeating | StartTimerK)
        .Reliable(Proceeding, Response300To699, Terminated, PassUp)
        .Row(Completed, TimerK, Terminated, None)
        .Holds();

    [Fact]
    public void It_begins_with_Timer_E_only_where_the_transport_loses_messages()
    {
        Assert.Equal(new TransactionStep(Trying, SendRequest | StartTimerF | StartTimerE), NonInviteClientMachine.Begin(reliable: false));
        Assert.Equal(new TransactionStep(Trying, SendRequest | StartTimerF), NonInviteClientMachine.Begin(reliable: true));
    }
}
