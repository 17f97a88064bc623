using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules.Talk;
using Realtime.SipGateway.Sideband.Talk;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class PromptStateTests
{
    [Fact]
    public void A_time_comes_up_once()
    {
        var prompt = State(new PromptDefinition { Name = "p", AfterSeconds = 30, Say = "x" });

        Assert.False(IsDue(prompt, 29.9));
        Assert.Equal(Seconds(30), prompt.LookAgainAt(null));
        Assert.True(IsDue(prompt, 30));
        prompt.Settle(counts: true);
        Assert.False(IsDue(prompt, 500));
        Assert.Null(prompt.LookAgainAt(null));
    }

    [Fact]
    public void It_comes_up_again_as_often_as_it_may()
    {
        var prompt = State(new PromptDefinition { Name = "p", AfterSeconds = 30, EverySeconds = 20, Max = 2, Say = "x" });

        Assert.True(IsDue(prompt, 30));
        prompt.Settle(counts: true);
        Assert.False(IsDue(prompt, 49.9));
        Assert.True(IsDue(prompt, 50));
        prompt.Settle(counts: true);
        Assert.False(IsDue(prompt, 70));
    }

    [Theory]
    [InlineData(10, null, 30.0)]
    [InlineData(45, null, null)]
    [InlineData(45, 20.0, 50.0)]
    [InlineData(1_000, 20.0, null)]
    public void What_was_due_before_another_process_took_the_call_over_is_not_due_again(double passed, double? every, double? next)
    {
        var prompt = new PromptState(new PromptDefinition { Name = "p", AfterSeconds = 30, EverySeconds = every, Say = "x" }, Seconds(passed));

        Assert.Equal(next, prompt.LookAgainAt(null)?.TotalSeconds);
    }

    [Fact]
    public void Without_a_moment_to_speak_it_expires()
    {
        var prompt = State(new PromptDefinition { Name = "p", AfterSeconds = 30, Say = "x" });
        prompt.Look(Seconds(30), null);

        Assert.False(prompt.Expire(Seconds(89)));
        Assert.True(prompt.Expire(Seconds(90)));
        Assert.False(prompt.Expire(Seconds(91)));
    }

    [Fact]
    public void A_silence_counts_once_until_the_caller_is_heard_again()
    {
        var prompt = State(new PromptDefinition { Name = "p", On = PromptDefinition.Silence, Say = "x" });
        prompt.Look(Seconds(15.9), Seconds(10));
        Assert.Null(prompt.DueSince);
        Assert.Equal(Seconds(16), prompt.LookAgainAt(Seconds(10)));

        prompt.Look(Seconds(16), Seconds(10));

        Assert.NotNull(prompt.DueSince);
        prompt.Settle(counts: true);
        prompt.Look(Seconds(60), Seconds(20));
        Assert.Null(prompt.DueSince);
        prompt.SilenceBroke();
        prompt.Look(Seconds(60), Seconds(50));
        Assert.NotNull(prompt.DueSince);
    }

    public static TheoryData<string, string?, CallEventData, bool> Events => new()
    {
        { PromptDefinition.ToolCompleted, null, Tool("a", true), true },
        { PromptDefinition.ToolCompleted, "a", Tool("a", true), true },
        { PromptDefinition.ToolCompleted, "b", Tool("a", true), false },
        { PromptDefinition.ToolCompleted, null, Tool("a", false), false },
        { PromptDefinition.ToolFailed, null, Tool("a", false), true },
        { PromptDefinition.ToolFailed, null, Tool("a", true), false },
        { PromptDefinition.Digits, null, new DigitReceived("5"), true },
        { PromptDefinition.BudgetSoft, null, new BudgetSoftLimit("b", "call_cost", 1, 2), true },
        { PromptDefinition.TextAdded, null, new ControlTextAdded("ann", "system", "x", false), true },
        { PromptDefinition.TextAdded, null, new ControlTextAdded("ann", "system", "x", true), false },
        { PromptDefinition.ImageAdded, null, new ControlImageAdded("ann", "image/png", 5, "00", null, false), true },
        { PromptDefinition.ImageAdded, null, new ControlImageAdded("ann", "image/png", 5, "00", null, true), false },
        { PromptDefinition.Digits, null, new CallAcknowledged(), false },
    };

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void It_follows_its_event_only(string on, string? tool, CallEventData happened, bool follows)
    {
        var prompt = State(new PromptDefinition { Name = "p", On = on, Tool = tool, Say = "x" });

        Assert.Equal(follows, prompt.Happened(happened));
        Assert.Equal(follows, IsDue(prompt, 1));
    }

    private static ToolCompleted Tool(string name, bool succeeded) => new("call_1", name, succeeded, "{}", 5, false);

    private static PromptState State(PromptDefinition definition) => new(definition, TimeSpan.Zero);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static bool IsDue(PromptState prompt, double now)
    {
        prompt.Look(Seconds(now), null);
        return prompt.DueSince is not null;
    }
}
