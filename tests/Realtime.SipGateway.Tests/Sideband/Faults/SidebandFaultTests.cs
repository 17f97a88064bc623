using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Faults;

/// <summary>One whole conversation with one fault, at each of its events in turn: what must hold whatever the network and the service do.</summary>
public sealed class SidebandFaultTests
{
    /// <summary>The model is asked about each turn, beside the conversation.</summary>
    private const string Topic = """ "type": "topic", "forbidden": ["politics"], "on": ["agent", "caller"], "action": "warn", "instead": "Come back to the order." """;

    [Fact]
    public async Task Without_a_fault_the_conversation_is_told_as_it_was()
    {
        var (said, story) = await TalkAsync(null, -1);

        Assert.InRange(said, 25, 45);
        Assert.Equal(
            ["agent: Hello there.", "caller: Where is my order?", "tool: lookup", "stopped: no-promises", "agent: You ge"], story.Take(5));
        Assert.Equal(["agent: Goodbye then.", "tool: hang_up"], story.Skip(5).Order());
    }

    [Theory]
    [InlineData(FaultKind.Twice)]
    [InlineData(FaultKind.Swapped)]
    [InlineData(FaultKind.Late)]
    [InlineData(FaultKind.BreakAfter)]
    [InlineData(FaultKind.Lost)]
    [InlineData(FaultKind.Refused)]
    [InlineData(FaultKind.Away)]
    public async Task A_fault_at_any_event_leaves_the_call_whole(FaultKind fault)
    {
        var (events, _) = await TalkAsync(null, -1);
        var broken = new List<string>();
        for (var at = 0; at < events; at++)
        {
            try
            {
                await TalkAsync(fault, at);
            }
            catch (Xunit.Sdk.XunitException wrong)
            {
                broken.Add($"{fault} at event {at}: {wrong.Message}");
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    [Fact]
    public async Task Questions_beside_it_leave_the_conversation_as_it_was()
    {
        var (_, story) = await TalkAsync(null, -1);

        var (said, beside) = await TalkAsync(null, -1, guardrail: Topic);

        Assert.InRange(said, 45, 75);
        Assert.Equal(story.Order(), beside.Order());
    }

    [Theory]
    [InlineData(FaultKind.Twice)]
    [InlineData(FaultKind.Swapped)]
    [InlineData(FaultKind.Late)]
    [InlineData(FaultKind.BreakAfter)]
    [InlineData(FaultKind.Lost)]
    [InlineData(FaultKind.Away)]
    public async Task A_fault_at_any_event_leaves_the_call_whole_while_questions_are_asked_beside_it(FaultKind fault)
    {
        var (events, _) = await TalkAsync(null, -1, guardrail: Topic);
        var broken = new List<string>();
        for (var at = 0; at < events; at++)
        {
            try
            {
                await TalkAsync(fault, at, guardrail: Topic);
            }
            catch (Xunit.Sdk.XunitException wrong)
            {
                broken.Add($"{fault} at event {at}: {wrong.Message}");
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    [Theory]
    [InlineData("invalid_value")]
    [InlineData("unknown_parameter")]
    [InlineData("missing_required_parameter")]
    [InlineData("invalid_event")]
    [InlineData("response_cancel_not_active")]
    [InlineData("conversation_already_has_active_response")]
    [InlineData("input_audio_buffer_commit_empty")]
    [InlineData("cannot_update_voice")]
    [InlineData("rate_limit_exceeded")]
    [InlineData("server_error")]
    [InlineData(null)]
    public async Task An_error_of_the_service_about_nothing_of_ours_changes_nothing(string? code)
    {
        var (_, story) = await TalkAsync(null, -1, service => service.AtFirstRequest = _ => Events.Error(code!));

        Assert.Equal(["agent: Goodbye then.", "tool: hang_up"], story.TakeLast(2).Order());
    }

    /// <summary>Talks to the end and checks what must always hold.</summary>
    private static async Task<(int Events, IReadOnlyList<string> Story)> TalkAsync(
        FaultKind? fault, int at, Action<TalkingService>? change = null, string? guardrail = null)
    {
        await using var scenario = new SidebandScenario(guardrail: guardrail);
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        scenario.Call.Acknowledge();
        var service = new TalkingService(scenario, fault, at);
        change?.Invoke(service);
        await service.RunAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        var story = Story(scenario);
        var told = string.Join(" | ", story);
        Assert.True(fault == FaultKind.Away || !service.CallerGaveUp, "The caller waited in vain: " + told);
        Assert.True(service.CallerGaveUp || scenario.Outcome == CallOutcome.AgentHungUp, $"It ended by {scenario.Outcome}: {told}");
        Assert.True(scenario.Tools.Requests.Count == 1 || (fault == FaultKind.Away && scenario.Tools.Requests.Count == 0), $"{scenario.Tools.Requests.Count} tool runs: {told}");
        Assert.Empty(service.Contradictions);
        Assert.True(story.Distinct().Count() == story.Count, "Something is told twice: " + told);
        var ordered = fault == FaultKind.Late ? [.. story.Where(line => !line.StartsWith("caller", StringComparison.Ordinal))] : story;
        Assert.True(ordered.Order(Comparer<string>.Create((one, other) => Place(one) - Place(other))).SequenceEqual(ordered), "Out of order: " + told);
        Assert.DoesNotContain(story, line => line.Contains("full refund", StringComparison.Ordinal));
        Assert.Single(scenario.Case.Log.Records.Select(record => record.CallId).Distinct());
        Assert.Single(scenario.Recorded<CallEnded>());
        Assert.InRange(scenario.Case.Control.Asked.Count, 0, 1);
        Assert.Empty(scenario.Recorded<CallFault>());
        var finished = scenario.Recorded<ResponseFinished>();
        Assert.Equal(finished.Count, finished.DistinctBy(static one => one.ResponseId).Count());
        Assert.All(finished, static one => Assert.Equal(one.ResponseId.StartsWith("resp_aside", StringComparison.Ordinal) ? "guardrail" : null, one.Purpose));
        Assert.Equal(guardrail is null, service.Answered == 0);
        Assert.DoesNotContain(scenario.Recorded<GuardrailJudged>(), static one => one.Failure == "malformed");
        return (service.Said, story);
    }

    private static List<string> Story(SidebandScenario scenario) =>
    [
        .. scenario.Recorded<CallEventData>().Select(one => one switch
        {
            AgentSaid said => "agent: " + said.Text,
            CallerSaid said => "caller: " + said.Text,
            ToolCompleted tool => "tool: " + tool.Tool,
            GuardrailTripped trip => "stopped: " + trip.Guardrail,
            _ => null,
        }).OfType<string>(),
    ];

    /// <summary>Goodbye and hang-up come from one answer, in any order.</summary>
    private static int Place(string line) => line switch
    {
        "agent: Hello there." => 0,
        "caller: Where is my order?" => 1,
        "tool: lookup" => 2,
        "stopped: no-promises" => 3,
        _ => 4,
    };
}
