using Realtime.Sip.Transactions;
using Xunit;
using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Tests.Transactions;

public sealed class NonInviteServerMachineTests
{
    [Fact]
    public void The_rows_of_RFC_3261_figure_8_and_RFC_4320_hold() => new MachineTable(NonInviteServerMachine.Step)
        .Row(Trying, TimerTrying, Proceeding, SendTrying)
        .Row(Trying, TimerAnswer, Terminated, InformTimeout)
        .Row(Trying, Send1xx, Proceeding, SendResponse | StopRepeating)
        .Unreliable(Trying, Send2xx, Completed, SendResponse | StopRepeating | StartTimerJ)
        .Reliable(Trying, Send2xx, Terminated, SendResponse)
        .Unreliable(Trying, Send300To699, Completed, SendResponse | StopRepeating | StartTimerJ)
        .Reliable(Trying, Send300To699, Terminated, SendResponse)
        .Row(Trying, TransportError, Terminated, InformTransportError)
        .Row(Proceeding, Request, Proceeding, SendResponse)
        .Row(Proceeding, Send1xx, Proceeding, SendResponse | StopRepeating)
        .Unreliable(Proceeding, Send2xx, Completed, SendResponse | StopRepeating | StartTimerJ)
        .Reliable(Proceeding, Send2xx, Terminated, SendResponse)
        .Unreliable(Proceeding, Send300To699, Completed, SendResponse | StopRepeating | StartTimerJ)
        .Reliable(Proceeding, Send300To699, Terminated, SendResponse)
        .Row(Proceeding, TransportError, Terminated, InformTransportError)
        .Row(Proceeding, TimerAnswer, Terminated, InformTimeout)
        .Row(Completed, Request, Completed, SendResponse)
        .Row(Completed, TransportError, Terminated, InformTransportError)
        .Row(Completed, TimerJ, Terminated, None)
        .Holds();

    [Fact]
    public void It_begins_with_the_time_to_say_100_and_the_time_to_answer() =>
        Assert.Equal(new TransactionStep(Trying, StartTimerTrying | StartTimerAnswer), NonInviteServerMachine.Begin());
}
