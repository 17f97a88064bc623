using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Ends that somebody wanted: rules, limits, guardrails, agents, transfers, operators.</summary>
internal static class PolicyEndings
{
    public static Finding? Of(CallChronicle story) => story.Outcome!.Cause switch
    {
        CallCause.RuleRejected => RuleRejected(story),
        CallCause.TrunkUnknown => new Finding(RootCause.Configuration, Confidence.High, "No trunk's sources match where the INVITE came from.")
        {
            Events = [story.First<InviteReceived>(), story.First<CallRefused>()],
            Advice = ["If it was a carrier of yours, add its address to Trunks:NAME:Sources; gateway.invites.unmatched says what was missing."],
        },
        CallCause.LimitReached => new Finding(RootCause.Capacity, Confidence.High, $"A limit was reached: {Reason(story, "of calls or rate")}.")
        {
            Events = [story.First<InviteReceived>(), story.First<CallRefused>(), story.Last<HangUpRequested>()],
            Advice = ["See how full it was: panels \"Calls active\" and \"Turned away\"; limits: Calls:MaxActiveCalls, Trunks:NAME:MaxCalls and its rate."],
        },
        CallCause.GuardrailEnded => new Finding(RootCause.Guardrail, Confidence.High, $"The guardrail {Reason(story, "")} ended the call.")
        {
            Events = [story.Last<GuardrailTripped>(), story.Last<SpeechStopped>(), story.Last<HangUpRequested>()],
            Advice = ["Read the words that matched: gateway call <id> --full."],
        },
        CallCause.BudgetExhausted => BudgetExhausted(story),
        CallCause.SessionExpired => new Finding(RootCause.Budget, Confidence.High, $"The call came to the longest duration of a session: {Reason(story, "60 minutes")}.")
        {
            Events = [story.Answered, story.Last<SessionLimitNear>(), story.Last<SessionLimitReached>(), story.Last<HangUpRequested>()],
            Advice = ["A session of the service lasts no longer. Let the agent transfer long calls: session_limit.finish.transfer_to; if calls should not be this long, give the agent a budget."],
        },
        CallCause.CallerSilent => new Finding(RootCause.Caller, Confidence.High, $"The caller said nothing any more: {Reason(story, "no prompt was answered")}.")
        {
            Events = [story.Last<CallerSaid>(), .. story.All<SilencePrompted>(), story.Last<HangUpRequested>()],
            Advice = ["If callers need longer, raise the agent's silence.after_seconds or silence.prompts; if they did speak, look whether their media arrives."],
        },
        CallCause.ConversationLimit => new Finding(RootCause.Policy, Confidence.High, $"The conversation reached a limit of its agent: {Reason(story, "see its events")}.")
        {
            Events = [story.Last<CallerSaid>(), story.Last<TalkLimitReached>(), story.Last<HangUpRequested>()],
            Advice = ["If conversations of this kind may take longer, raise the agent's limits.max_turns or limits.max_talk_seconds, or set limits.action to warn."],
        },
        CallCause.AgentHungUp => AgentHungUp(story),
        CallCause.OperatorHungUp => new Finding(RootCause.Operator, Confidence.High, $"An operator hung up: {Reason(story, "no reason given")}.")
        {
            Events = [story.Last<HangUpRequested>()],
            Advice = ["The audit log has who and from where."],
        },
        CallCause.Transferred => Transferred(story),
        CallCause.DestinationFailed => new Finding(RootCause.Configuration, Confidence.Medium, $"A rule sent the call to a destination that did not take it: {Reason(story, "no reason given")}.")
        {
            Events = [story.First<DecisionMade>(), story.Last<AttemptFailed>()],
            Advice = ["Look at Destinations:NAME and the trunk that it is dialled through; a fallback on the rule's send takes callers that it does not take."],
        },
        CallCause.DestinationHungUp => new Finding(RootCause.Transfer, Confidence.High, "Whom the caller was connected to hung up.")
        {
            Events = [story.Last<TransferCompleted>(), story.Last<VendorFault>(), story.Last<ByeReceived>(one => one.Leg == "target")],
        },
        _ => null,
    };

    private static Finding BudgetExhausted(CallChronicle story)
    {
        var isOfDay = story.LastData<DecisionMade>()?.Decision is { Accepted: false, Budget: not null };
        return new Finding(RootCause.Budget, Confidence.High, $"A budget was used up: {Reason(story, "maximum duration")}.")
        {
            Events = isOfDay
                ? [story.First<InviteReceived>(), story.Last<DecisionMade>(), story.First<CallRefused>()]
                : [story.Answered, story.Last<BudgetSoftLimit>(), story.Last<BudgetHardLimit>(), story.Last<HangUpRequested>()],
            Advice = isOfDay
                ? ["GET /api/budgets says what is spent and when the next day begins; to take calls before, raise the budget's limit of the day, or give the rule a fallback."]
                : ["If calls of this kind should last longer, raise the agent's budget or Sip:MaxCallSeconds (at most 3600: the service's own limit)."],
        };
    }

    private static Finding RuleRejected(CallChronicle story)
    {
        var decision = story.LastData<DecisionMade>()?.Decision;
        return new Finding(
            RootCause.Policy, Confidence.High,
            decision is null ? "A rule refused the call." : $"Rule {decision.Rule} of policy {decision.PolicyVersion} refused the call with {decision.SipStatus}{Held(decision)}.")
        {
            Events = [story.First<InviteReceived>(), story.First<CallerIdentityChecked>(), story.First<DecisionMade>(), story.First<CallRefused>()],
            Advice = ["Which conditions held and which did not: gateway call <id>, or POST /api/policy/explain with the same facts."],
            Missing = decision is null ? ["decision.made: what the rule was"] : [],
        };
    }

    private static Finding AgentHungUp(CallChronicle story)
    {
        var tool = story.Last<ToolCalled>();
        return new Finding(RootCause.Agent, Confidence.High, "The agent ended the call with its hang_up tool.")
        {
            Events = [story.Last<CallerSaid>(), tool, story.Last<AgentSaid>(), story.Last<HangUpRequested>()],
            Advice = ["If it was too early, read the last turns (gateway call <id> --full) and say in the agent's instructions when it may hang up."],
        };
    }

    private static Finding Transferred(CallChronicle story)
    {
        var done = story.LastData<TransferCompleted>();
        return new Finding(
            RootCause.Transfer, done is { Confirmed: true } ? Confidence.High : Confidence.Medium,
            done is { Confirmed: false } ? "The caller was transferred; nobody reported whether they arrived." : "The caller was transferred.")
        {
            Events = [story.Last<TransferRequested>(), .. story.All<TransferFailed>(), story.Last<TransferCompleted>()],
            Missing = done is { Confirmed: false } ? ["the outcome: this carrier or vendor sends no NOTIFY about it"] : [],
            Advice = done is { Confirmed: false } ? ["To know the outcome, transfer by bridge: Trunks:NAME:Transfer:Modes."] : [],
        };
    }

    /// <summary>Of the rule that matched, what held; nothing for one that takes every call.</summary>
    private static string Held(CallDecision decision) =>
        decision.Reasons?.Rules is [.., { Result: RuleResult.Match, Expected: { } held }] ? $", for {Discretion.Discreet.Text(held)}" : "";

    private static string Reason(CallChronicle story, string otherwise) =>
        story.Outcome!.Reason is { Length: > 0 } reason ? Discretion.Discreet.Text(reason) : otherwise;
}
