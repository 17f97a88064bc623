using Realtime.Sip.Transactions;
using Xunit;
using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Tests.Transactions;

public sealed class InviteClientMachineTests
{
    [Fact]
    public void The_rows_of_RFC_3261_figure_5_and_RFC_6026_hold() => new MachineTable(InviteClientMachine.Step)
        .Row(Calling, TimerA, Calling, SendRequest | StartTimerA)
        .Row(Calling, TimerB, Terminated, InformTimeout)
        .Row(Calling, TransportError, Terminated, InformTransportError)
        .Row(Calling, Response1xx, Proceeding, PassUp | StopRepeating | StartTimerC)
        .Row(Calling, Response2xx, Accepted, PassUp | StopRepeating | StartTimerM)
        .Unreliable(Calling, Response300To699, Completed, SendAck | PassUp | StopRepeating | StartTimerD)
        .Reliable(Calling, Response300To699, Terminated, SendAck | PassUp)
        .Row(Proceeding, Response1xx, Proceeding, PassUp | StartTimerC)
        .Row(Proceeding, Response2xx, Accepted, PassUp | StopRepeating | StartTimerM)
        .Unreliable(Proceeding, Response300To699, Completed, SendAck | PassUp | StopRepeating | StartTimerD)
        .Reliable(Proceeding, Response300To699, Terminated, SendAck | PassUp)
        .Row(Proceeding, TimerC, Proceeding, SendCancel)
        .Row(Proceeding, CancelSent, Cancelling, StartTimerCancel)
        .Row(Proceeding, TransportError, Terminated, InformTransportError)
        .Row(Cancelling, Response1xx, Cancelling, PassUp)
        .Row(Cancelling, Response2xx, Accepted, PassUp | StopRepeating | StartTimerM)
        .Unreliable(Cancelling, Response300To699, Completed, SendAck | PassUp | StopRepeating | StartTimerD)
        .Reliable(Cancelling, Response300To699, Terminated, SendAck | PassUp)
        .Row(Cancelling, TimerCancel, Terminated, InformTimeout)
        .Row(Cancelling, TransportError, Terminated, InformTransportError)
        .Row(Accepted, Response2xx, Accepted, PassUp)
        .Row(Accepted, TimerM, Terminated, None)
        .Row(Completed, Response300To699, Completed, SendAck)
        .Row(Completed, TransportError, Terminated, InformTransportError)
        .Row(Completed, TimerD, Terminated, None)
        .Holds();

    [Fact]
    public void It_begins_with_Timer_A_only_where_the_transport_loses_messages()
    {
        Assert.Equal(new TransactionStep(Calling, SendRequest | StartTimerB | StartTimerA), InviteClientMachine.Begin(reliable: false));
        Assert.Equal(new TransactionStep(Calling, SendRequest | StartTimerB), InviteClientMachine.Begin(reliable: true));
    }
}
