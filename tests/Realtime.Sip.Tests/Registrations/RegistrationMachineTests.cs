using Realtime.Sip.Registrations;
using Xunit;

namespace Realtime.Sip.Tests.Registrations;

public sealed class RegistrationMachineTests
{
    private const double NoChance = 0;

    [Theory]
    [InlineData(RegistrationPhase.Idle, RegistrationEvent.Start, 0, RegistrationPhase.Registering, RegistrationAction.Register, 0)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Granted, 100, RegistrationPhase.Registered, RegistrationAction.Wait, 70)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Granted, 1, RegistrationPhase.Registered, RegistrationAction.Wait, 21)]
    [InlineData(RegistrationPhase.Registered, RegistrationEvent.Due, 0, RegistrationPhase.Refreshing, RegistrationAction.Register, 0)]
    [InlineData(RegistrationPhase.Registered, RegistrationEvent.FlowLost, 0, RegistrationPhase.Registering, RegistrationAction.Register, 0)]
    [InlineData(RegistrationPhase.Registered, RegistrationEvent.Stop, 0, RegistrationPhase.Leaving, RegistrationAction.Unregister, 0)]
    [InlineData(RegistrationPhase.Refreshing, RegistrationEvent.Granted, 600, RegistrationPhase.Registered, RegistrationAction.Wait, 420)]
    [InlineData(RegistrationPhase.Refreshing, RegistrationEvent.Unreachable, 0, RegistrationPhase.Waiting, RegistrationAction.Wait, 2)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Failed, 0, RegistrationPhase.Waiting, RegistrationAction.Wait, 2)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Failed, 17, RegistrationPhase.Waiting, RegistrationAction.Wait, 17)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Failed, 1_000_000, RegistrationPhase.Waiting, RegistrationAction.Wait, 1800)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Refused, 0, RegistrationPhase.Waiting, RegistrationAction.Wait, 300)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.TooBrief, 7200, RegistrationPhase.Registering, RegistrationAction.Register, 0)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.TooBrief, 60, RegistrationPhase.Waiting, RegistrationAction.Wait, 2)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.TooBrief, 1_000_000, RegistrationPhase.Waiting, RegistrationAction.Wait, 2)]
    [InlineData(RegistrationPhase.Registering, RegistrationEvent.Stop, 0, RegistrationPhase.Leaving, RegistrationAction.Unregister, 0)]
    [InlineData(RegistrationPhase.Waiting, RegistrationEvent.Due, 0, RegistrationPhase.Registering, RegistrationAction.Register, 0)]
    [InlineData(RegistrationPhase.Waiting, RegistrationEvent.Stop, 0, RegistrationPhase.Ended, RegistrationAction.None, 0)]
    [InlineData(RegistrationPhase.Leaving, RegistrationEvent.Granted, 0, RegistrationPhase.Ended, RegistrationAction.None, 0)]
    [InlineData(RegistrationPhase.Leaving, RegistrationEvent.Unreachable, 0, RegistrationPhase.Ended, RegistrationAction.None, 0)]
    [InlineData(RegistrationPhase.Ended, RegistrationEvent.Due, 0, RegistrationPhase.Ended, RegistrationAction.None, 0)]
    public void Each_event_leads_where_the_RFC_says(
        object from, object happened, int seconds, object to, object action, int delaySeconds)
    {
        var step = RegistrationMachine.Step(
            new RegistrationState((RegistrationPhase)from, 3600), new RegistrationInput((RegistrationEvent)happened, seconds), NoChance);

        Assert.Equal(((RegistrationPhase)to, (RegistrationAction)action), (step.State.Phase, step.Action));
        Assert.Equal(delaySeconds, (int)Math.Round(step.Delay.TotalSeconds));
    }

    [Fact]
    public void Waits_double_up_to_five_minutes_and_differ_by_chance()
    {
        var state = new RegistrationState(RegistrationPhase.Registering, 3600);
        var waits = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var step = RegistrationMachine.Step(state, new RegistrationInput(RegistrationEvent.Unreachable), chance: 1);
            waits.Add(step.Delay.TotalSeconds);
            state = step.State with { Phase = RegistrationPhase.Registering };
        }

        Assert.Equal([4, 8, 16, 32, 64, 128, 256, 300], waits.Take(8));
        Assert.All(waits.Skip(7), wait => Assert.Equal(300, wait));
        Assert.Equal(20, state.Failures);
        Assert.Equal(150, RegistrationMachine.Step(state, new RegistrationInput(RegistrationEvent.Unreachable), chance: 0).Delay.TotalSeconds);
    }

    [Fact]
    public void A_success_forgets_the_failures()
    {
        var step = RegistrationMachine.Step(new RegistrationState(RegistrationPhase.Registering, 60, Failures: 7), new RegistrationInput(RegistrationEvent.Granted, 60), NoChance);

        Assert.Equal(0, step.State.Failures);
    }

    [Fact]
    public void A_registrar_that_wants_ever_longer_intervals_is_made_to_wait()
    {
        var state = new RegistrationState(RegistrationPhase.Registering, 60);
        var sent = 0;
        RegistrationStep step;
        do
        {
            step = RegistrationMachine.Step(state, new RegistrationInput(RegistrationEvent.TooBrief, state.Seconds + 1), NoChance);
            state = step.State;
            sent++;
        }
        while (step.Action == RegistrationAction.Register && sent < 100);

        Assert.Equal(4, sent);
        Assert.Equal(64, state.Seconds);
    }
}
