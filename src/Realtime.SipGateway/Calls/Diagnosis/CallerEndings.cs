using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Ends on the caller's side. That a caller hung up is not yet why.</summary>
internal static class CallerEndings
{
    /// <summary>Somebody who hears nothing for this long thinks that the line is dead.</summary>
    private const double SilenceSeconds = 3;

    /// <summary>A caller who has waited this long for an answer to their words gives up because of it.</summary>
    private const double UnansweredSeconds = 4;

    /// <summary>Callers expect an answer within three rings.</summary>
    private const double PatientRingSeconds = 12;

    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(SilenceSeconds);

    public static Finding HungUp(CallChronicle story) =>
        TalkedToPerson(story) ?? NeverHeard(story) ?? ToolKeptWaiting(story) ?? Unanswered(story) ?? CutShort(story)
        ?? new Finding(RootCause.Caller, Confidence.High, "The caller hung up, and nothing before it went wrong.")
        {
            Events = [story.Last<AgentSaid>(), story.Last<CallerSaid>(), Bye(story, "caller")],
        };

    public static Finding Cancelled(CallChronicle story)
    {
        var failed = story.Last<AttemptFailed>();
        if (failed is not null || story.Has<VendorFault>())
        {
            return new Finding(RootCause.Vendor, Confidence.High, "The caller gave up while the gateway looked for a target that takes the call.")
            {
                Events = [.. story.All<VendorFault>(), failed, story.Last<AttemptStarted>()],
                Advice = ["See which target failed and how: panel \"Vendor faults\", GET /api/signalling/targets. A shorter deadline per attempt or a fallback keeps callers."],
            };
        }

        return story.Length.TotalSeconds >= PatientRingSeconds
            ? new Finding(Slow(story), Confidence.Medium, $"The caller gave up after {EventText.Seconds(story.Length.TotalMilliseconds)} of ringing: nobody had answered.")
            {
                Events = [story.First<InviteReceived>(), story.Last<AttemptStarted>(), story.Last<WebhookReceived>(), story.Last<AcceptAnswered>()],
                Advice = ["See where the time went: gateway call <id>."],
            }
            : new Finding(RootCause.Caller, Confidence.High, $"The caller gave up after {EventText.Seconds(story.Length.TotalMilliseconds)} of ringing.")
            {
                Events = [story.First<InviteReceived>(), story.First<Ringing>()],
            };
    }

    public static Finding? Of(CallChronicle story) => story.Outcome!.Cause switch
    {
        CallCause.CallerNeverAcknowledged => new Finding(
            RootCause.Carrier, Confidence.High, "The caller's side never acknowledged our 200 OK, so the call was ended.")
        {
            Events = [story.First<InviteReceived>(), story.Answered],
            Advice =
            [
                "The 200 OK or the ACK is lost on the way: check that Sip:Listeners:N:AdvertisedHost is an address the carrier reaches (gateway doctor), and that its firewall lets the ACK through.",
                "If it happens to large answers over UDP only, use TCP or TLS on this trunk.",
            ],
            Missing = ["what the carrier saw: its own trace of this Call-ID, or a capture (Hep:Collector)"],
        },
        CallCause.CallerUnreachable => new Finding(
            RootCause.Carrier, Confidence.Medium, "The caller's leg broke: the carrier's side answered no more, or knew the call no more.")
        {
            Events = [story.Last<DialogRefreshed>(one => one.Leg == "caller"), Bye(story, "caller")],
            Advice = ["Ask the carrier for its end of this Call-ID; when many calls of one trunk end so, look at the way to it (gateway doctor, panel \"SIP faults\")."],
            Missing = ["the carrier's side of the story"],
        },
        CallCause.MediaRefused => new Finding(
            RootCause.Carrier, Confidence.High, "The carrier's offer breaks the trunk's media rules; OpenAI would not have heard the caller.")
        {
            Events = [story.First<InviteReceived>(), story.First<CallRefused>()],
            Advice = ["Have the carrier offer SRTP with SDES (RTP/SAVP), or put rtpengine between: Trunks:NAME:MediaPolicy."],
        },
        _ => null,
    };

    /// <summary>A rule or a fallback gave the call to a person: there is no agent to hear.</summary>
    private static Finding? TalkedToPerson(CallChronicle story)
    {
        var decision = story.LastData<DecisionMade>()?.Decision;
        var attempt = story.Last<AttemptStarted>();
        return story.Answered is not null && attempt?.Data is AttemptStarted { Target: var target } && (target == decision?.Destination || target == decision?.Fallback)
            ? new Finding(RootCause.Caller, Confidence.High, $"The caller talked to a person at {target} and hung up.")
            {
                Events = [attempt, story.Answered, Bye(story, "caller")],
            }
            : null;
    }

    private static Finding? NeverHeard(CallChronicle story)
    {
        if (story.Answered is null || story.Has<AgentAudioStarted>() || story.Has<TransferCompleted>() || story.Has<CallRedirected>() || story.TalkTime < Brief)
        {
            return null;
        }

        var heard = $"The caller hung up after {EventText.Seconds(story.TalkTime.TotalMilliseconds)} without hearing the agent";
        if (!story.Has<SidebandReady>())
        {
            return new Finding(RootCause.Vendor, Confidence.Medium, heard + ": the session never became ready.")
            {
                Events = [story.Answered, story.Last<AcceptAnswered>(), story.Last<SidebandAttachFailed>(), story.Last<SidebandClosed>(), story.Last<SidebandError>()],
                Advice = ["See whether other calls are hit: panel \"Sideband\"; the vendor's status page; gateway doctor for the way to its WebSocket."],
            };
        }

        var plain = (story.Answered.Data as CallAnswered)?.MediaSecurity is "rtp" or "none";
        return new Finding(
            plain ? RootCause.Carrier : RootCause.Vendor, plain ? Confidence.Medium : Confidence.Low,
            heard + (plain ? ": the call has plain RTP, to which OpenAI answers and stays silent." : "."))
        {
            Events = [story.Answered, story.Last<SidebandReady>(), story.Last<SidebandError>(), story.Last<ResponseFinished>()],
            Advice = plain ? ["Require SRTP on this trunk (Trunks:NAME:MediaPolicy), or put rtpengine between."] : ["See whether the agent has a greeting, and whether other calls on this target are silent."],
            Missing = ["audio: media does not pass the gateway, so the log knows only what the vendor reports of it"],
        };
    }

    private static Finding? ToolKeptWaiting(CallChronicle story)
    {
        var open = story.OpenTools().LastOrDefault();
        return open is null || story.EndedAt - open.At < Brief
            ? null
            : new Finding(
                RootCause.Tool, Confidence.Medium,
                $"The caller hung up while the tool {((ToolCalled)open.Data).Tool} had kept them waiting for {EventText.Seconds((story.EndedAt - open.At).TotalMilliseconds)}.")
            {
                Events = [open, Bye(story, "caller")],
                Advice = ["Shorten the tool's timeout_ms or have the agent say that it looks something up; see panel \"Tool time\"."],
            };
    }

    private static Finding? Unanswered(CallChronicle story)
    {
        var words = story.Last<CallerSpeechStopped>() ?? story.Last<CallerSaid>();
        var heard = story.Last<AgentAudioStarted>();
        if (words is null || (heard is not null && heard.At > words.At) || (story.EndedAt - words.At).TotalSeconds < UnansweredSeconds)
        {
            return null;
        }

        var response = story.Last<ResponseFinished>(static one => one is { Status: "failed" or "incomplete", Purpose: null });
        return new Finding(
            RootCause.Vendor, response is null ? Confidence.Medium : Confidence.High,
            $"The caller hung up {EventText.Seconds((story.EndedAt - words.At).TotalMilliseconds)} after their last words, which the agent had not answered.")
        {
            Events = [words, response, story.Last<SidebandError>(), story.Last<SidebandClosed>(), Bye(story, "caller")],
            Advice = ["See panel \"Turn latency\" for that time: if all calls were slow it is the vendor, if only this one its tools or prompt."],
        };
    }

    private static Finding? CutShort(CallChronicle story)
    {
        var cut = story.Last<SpeechStopped>() ?? story.Last<GuardrailTripped>();
        return story.IsShortlyBeforeTheEnd(cut, seconds: 8)
            ? new Finding(RootCause.Guardrail, Confidence.Low, "The caller hung up right after a guardrail had cut the agent short.")
            {
                Events = [story.Last<GuardrailTripped>(), story.Last<SpeechStopped>(), Bye(story, "caller")],
                Advice = ["Read the words that matched (gateway call <id> --full) and see whether the guardrail is too wide."],
            }
            : null;
    }

    /// <summary>Whose wait it was: no webhook or no answer is the vendor's.</summary>
    private static RootCause Slow(CallChronicle story) => story.Has<AttemptStarted>() ? RootCause.Vendor : RootCause.Gateway;

    private static CallEvent? Bye(CallChronicle story, string leg) => story.Last<ByeReceived>(one => one.Leg == leg);
}
