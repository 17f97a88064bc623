using Realtime.Sip.Transactions;
using Xunit;
using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Tests.Transactions;

public sealed class InviteServerMachineTests
{
    [Fact]
    public void The_rows_of_RFC_6026_figure_7_hold() => new MachineTable(InviteServerMachine.Step)
        .Row(Proceeding, TimerTrying, Proceeding, SendTrying)
        .Row(Proceeding, Request, Proceeding, SendResponse)
        .Row(Proceeding, Send1xx, Proceeding, SendResponse | StopRepeating | StartTimerAnswer)
        .Row(Proceeding, Send2xx, Accepted, SendResponse | StopRepeating | StartTimerL)
        .Unreliable(Proceeding, Send300To699, Completed, SendResponse | StartTimerH | StartTimerG)
        .Reliable(Proceeding, Send300To699, Completed, SendResponse | StartTimerH | StopRepeating)
        .Unreliable(Proceeding, TimerAnswer, Completed, SendServerError | InformTimeout | StartTimerH | StartTimerG)
        .Reliable(Proceeding, TimerAnswer, Completed, SendServerError | InformTimeout | StartTimerH | StopRepeating)
        .Row(Proceeding, TransportError, Proceeding, InformTransportError)
        .Row(Accepted, Send2xx, Accepted, SendResponse)
        .Row(Accepted, Ack, Accepted, PassUp)
        .Row(Accepted, TransportError, Accepted, InformTransportError)
        .Row(Accepted, TimerL, Terminated, None)
        .Row(Completed, Request, Completed, SendResponse)
        .Row(Completed, TimerG, Completed, SendResponse | StartTimerG)
        .Row(Completed, TimerH, Terminated, InformTimeout)
        .Unreliable(Completed, Ack, Confirmed, StopRepeating | StartTimerI)
        .Reliable(Completed, Ack, Terminated, None)
        .Row(Completed, TransportError, Completed, InformTransportError)
        .Row(Confirmed, TimerI, Terminated, None)
        .Holds();

    [Fact]
    public void It_begins_with_the_time_to_say_100_and_the_time_to_answer() =>
        Assert.Equal(new TransactionStep(Proceeding, StartTimerTrying | StartTimerAnswer), InviteServerMachine.Begin());
}
