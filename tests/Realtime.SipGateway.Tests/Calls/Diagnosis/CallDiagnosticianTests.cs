using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Diagnosis;

public class CallDiagnosticianTests
{
    public static TheoryData<CallCause> Causes => [.. Enum.GetValues<CallCause>()];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_of_an_end_is_explained_in_words_with_its_evidence(CallCause cause)
    {
        var diagnosis = StoryBuilder.Talking().EndedAt(30, new CallOutcome(CallEndedBy.Gateway, cause, null, "because")).Diagnose();

        Assert.NotEqual(RootCause.Unknown, diagnosis.RootCause);
        Assert.NotEmpty(diagnosis.Summary);
        Assert.Equal("call.ended", diagnosis.Evidence[^1].Type);
        Assert.DoesNotContain("4930123456", string.Join(' ', diagnosis.Evidence.Select(one => one.What)), StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", string.Join(' ', diagnosis.Evidence.Select(one => one.What)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_the_days_budget_refused_is_not_said_to_have_lasted_too_long()
    {
        var refused = CallDecision.Accept("support", "v1", "front-desk", "openai", []) with { Accepted = false, Agent = null, Budget = "short", SipStatus = 480 };

        var diagnosis = StoryBuilder.Arrived().At(0.01, new DecisionMade(refused)).At(0.02, new CallRefused(480, "budget short of the day is used up", "rule"))
            .EndedAt(0.03, new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, 480, "budget short of the day is used up")).Diagnose();

        Assert.Equal((RootCause.Budget, "A budget was used up: budget short of the day is used up."), (diagnosis.RootCause, diagnosis.Summary));
        Assert.Contains("/api/budgets", Assert.Single(diagnosis.Advice), StringComparison.Ordinal);
        Assert.Contains(diagnosis.Evidence, one => one.Type == "decision.made");
    }

    [Fact]
    public void Of_a_crash_the_last_event_before_it_is_shown_and_who_was_hung_up_after_it()
    {
        var diagnosis = StoryBuilder.Talking().At(5, new CallerSpeechStopped("i1", null))
            .EndedAt(30, new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayCrashed)).At(31, new ByeSent("caller", null)).Diagnose();

        Assert.Equal(["caller.speech_stopped", "call.ended", "signalling.bye_sent"], diagnosis.Evidence.Select(static one => one.Type));
    }

    [Fact]
    public void A_caller_who_was_answered_and_hung_up_simply_hung_up()
    {
        var diagnosis = StoryBuilder.Talking().At(5, new CallerSpeechStopped("i1", null)).At(5.8, new AgentAudioStarted("r2", 800)).HungUpAt(9).Diagnose();

        Assert.Equal((RootCause.Caller, Confidence.High), (diagnosis.RootCause, diagnosis.Confidence));
        Assert.Empty(diagnosis.Missing);
        Assert.Empty(diagnosis.Contributing);
    }

    [Fact]
    public void A_caller_who_got_no_answer_to_their_words_was_lost_by_the_vendor()
    {
        var diagnosis = StoryBuilder.Talking().At(5, new CallerSpeechStopped("i1", null)).HungUpAt(12).Diagnose();

        Assert.Equal((RootCause.Vendor, Confidence.Medium), (diagnosis.RootCause, diagnosis.Confidence));
        Assert.Contains("7.0 s after their last words", diagnosis.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_response_makes_it_sure()
    {
        var diagnosis = StoryBuilder.Talking().At(5, new CallerSpeechStopped("i1", null))
            .At(6, new ResponseFinished("r2", "failed", "server_error", 0, 0, 0)).HungUpAt(12).Diagnose();

        Assert.Equal((RootCause.Vendor, Confidence.High), (diagnosis.RootCause, diagnosis.Confidence));
        Assert.Contains(diagnosis.Evidence, one => one.Type == "response.finished");
    }

    [Fact]
    public void A_caller_whom_a_tool_kept_waiting_was_lost_by_the_tool()
    {
        var diagnosis = StoryBuilder.Talking().At(5, new CallerSpeechStopped("i1", null)).At(5.5, new ToolCalled("f1", "lookup_order", "{}")).HungUpAt(14).Diagnose();

        Assert.Equal(RootCause.Tool, diagnosis.RootCause);
        Assert.Contains("lookup_order", diagnosis.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_who_never_heard_the_agent_was_not_done()
    {
        var never = StoryBuilder.Arrived().At(0.4, new CallAnswered(1, "srtp", 400)).At(2, new SidebandAttachFailed(3, 404, "not found")).HungUpAt(8).Diagnose();
        var plain = StoryBuilder.Arrived().At(0.4, new CallAnswered(1, "rtp", 400)).At(1, new SidebandReady("m", null)).HungUpAt(8).Diagnose();

        Assert.Equal((RootCause.Vendor, Confidence.Medium), (never.RootCause, never.Confidence));
        Assert.Contains(never.Evidence, one => one.Type == "sideband.attach_failed");
        Assert.Equal(RootCause.Carrier, plain.RootCause);
        Assert.Contains(plain.Missing, line => line.StartsWith("audio", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reception", null)]
    [InlineData(null, "reception")]
    public void A_caller_whom_a_person_took_did_not_wait_for_the_agent(string? destination, string? fallback)
    {
        var decision = CallDecision.Accept("support", "v1", "front-desk", "openai", []) with { Destination = destination, Fallback = fallback };
        var diagnosis = StoryBuilder.Arrived().At(0.01, new DecisionMade(decision))
            .At(0.1, new AttemptStarted(1, "reception", "sip:desk@example.net", "192.0.2.9:5060", "udp", "x"))
            .At(4, new CallAnswered(1, "srtp", 4000)).HungUpAt(90).Diagnose();

        Assert.Equal((RootCause.Caller, Confidence.High), (diagnosis.RootCause, diagnosis.Confidence));
        Assert.Contains("a person at reception", diagnosis.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_who_cancels_while_targets_fail_was_lost_by_the_vendor()
    {
        var diagnosis = StoryBuilder.Arrived()
            .At(0.1, new AttemptStarted(1, "openai", "sip:p@o", "192.0.2.1:5061", "tls", "x"))
            .At(4, new AttemptFailed(1, "WebhookMissing", null, null))
            .At(4, new VendorFault(1, "openai", VendorFaultKind.WebhookMissing, "next", null))
            .EndedAt(6, CallOutcome.CallerCancelled).Diagnose();

        Assert.Equal((RootCause.Vendor, Confidence.High), (diagnosis.RootCause, diagnosis.Confidence));
        Assert.Contains("1 attempt failed before the end: webhook_missing", diagnosis.Contributing);
    }

    [Theory]
    [InlineData(401, RootCause.Configuration)]
    [InlineData(422, RootCause.Policy)]
    [InlineData(429, RootCause.Capacity)]
    [InlineData(500, RootCause.Vendor)]
    public void Whose_fault_a_refused_accept_is_stands_in_its_status(int status, RootCause cause)
    {
        var diagnosis = StoryBuilder.Arrived().At(1, new AcceptAnswered(false, status, null, null, 100))
            .EndedAt(1, new CallOutcome(CallEndedBy.Vendor, CallCause.AcceptRefused, 500)).Diagnose();

        Assert.Equal((cause, Confidence.High), (diagnosis.RootCause, diagnosis.Confidence));
    }

    [Fact]
    public void A_call_without_an_end_is_not_guessed_at()
    {
        var diagnosis = StoryBuilder.Talking().Diagnose();

        Assert.Equal((RootCause.Unknown, Confidence.Low), (diagnosis.RootCause, diagnosis.Confidence));
        Assert.Contains(diagnosis.Missing, line => line.StartsWith("call.ended", StringComparison.Ordinal));
    }

    [Fact]
    public void A_call_without_events_says_so() =>
        Assert.Contains(CallDiagnostician.Diagnose(new StoryBuilder().Call, []).Missing, line => line.StartsWith("all events", StringComparison.Ordinal));

    [Fact]
    public void Events_that_were_lost_are_told()
    {
        var story = StoryBuilder.Talking().HungUpAt(9);
        var holed = story.Events.Where(one => one.Sequence is not (2 or 3)).ToArray();

        Assert.Contains(CallDiagnostician.Diagnose(story.Call, holed).Missing, line => line.StartsWith("2 events", StringComparison.Ordinal));
    }

    [Fact]
    public void What_went_wrong_on_the_way_is_told_beside_the_cause()
    {
        var diagnosis = StoryBuilder.Talking()
            .At(5, new CallerSpeechStopped("i1", null)).At(9, new AgentAudioStarted("r2", 4000))
            .At(10, new ToolCalled("f1", "lookup_order", "{}")).At(11, new ToolCompleted("f1", "lookup_order", false, "no", 900, false))
            .At(12, new GuardrailTripped("no-promises", "stop", "r3", "i3", "guarantee"))
            .At(13, new SidebandClosed(1006, null)).HungUpAt(40).Diagnose();

        Assert.Equal(RootCause.Caller, diagnosis.RootCause);
        Assert.Equal(
            ["1 turn slower than 2.5 s, the slowest 4.0 s", "tool lookup_order failed 1 time", "guardrail no-promises tripped 1 time", "the sideband was lost during the call"],
            diagnosis.Contributing);
    }

    [Fact]
    public void The_longest_session_the_service_has_is_a_budget()
    {
        var diagnosis = StoryBuilder.Talking().At(3590, new AgentAudioStarted("r9", 300))
            .EndedAt(3600.5, new CallOutcome(CallEndedBy.Vendor, CallCause.VendorHungUp)).Diagnose();

        Assert.Equal(RootCause.Budget, diagnosis.RootCause);
    }

    [Theory]
    [InlineData(CallCause.VendorHungUp)]
    [InlineData(CallCause.SidebandFailed)]
    public void A_session_that_the_service_let_expire_is_a_budget(CallCause cause)
    {
        var diagnosis = StoryBuilder.Talking().At(900, new SidebandClosed(1001, "session_expired", SidebandCloseMeaning.SessionExpired))
            .EndedAt(902, new CallOutcome(CallEndedBy.Vendor, cause)).Diagnose();

        Assert.Equal(RootCause.Budget, diagnosis.RootCause);
    }

    [Fact]
    public void A_client_that_the_service_does_not_serve_any_more_is_a_matter_of_configuration()
    {
        var diagnosis = StoryBuilder.Talking().At(2, new SidebandClosed(4000, "beta_api_shape_disabled", SidebandCloseMeaning.ApiRefused))
            .At(2, new SidebandAttachFailed(0, null, "no"))
            .EndedAt(4, new CallOutcome(CallEndedBy.Gateway, CallCause.SidebandFailed)).Diagnose();

        Assert.Equal(RootCause.Configuration, diagnosis.RootCause);
        Assert.Contains(diagnosis.Contributing, line => line.Contains("(api refused)", StringComparison.Ordinal));
    }
}
