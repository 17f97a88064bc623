using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Ends on the AI side: what looks like the vendor's fault may be a setting of the site.</summary>
internal static class VendorEndings
{
    /// <summary>A session of the service ends after 60 minutes.</summary>
    private static readonly TimeSpan ServiceLimit = TimeSpan.FromMinutes(59.5);

    public static Finding? Of(CallChronicle story) => story.Outcome!.Cause switch
    {
        CallCause.VendorHungUp => HungUp(story),
        CallCause.VendorRejected => Rejected(story),
        CallCause.VendorTimedOut => Vendor(story, Confidence.High, "The vendor gave no final answer to the INVITE in time.", "Look at other calls on this target; when all fail, it is the vendor or the way there (gateway doctor)."),
        CallCause.VendorUnreachable => Vendor(story, Confidence.Medium, "There was no connection to the vendor, or it broke.", "gateway doctor shows DNS, TCP and TLS to each target from this machine."),
        CallCause.WebhookMissing => WebhookMissing(story),
        CallCause.AcceptRefused => AcceptRefused(story),
        CallCause.AnswerMissing => Vendor(story, Confidence.High, "The vendor took the accept and never answered the INVITE.", "A fault of the vendor: quote the rtc_ id and the time to it. A second target in the rule's targets keeps callers."),
        CallCause.FallbackFailed => FallbackFailed(story),
        CallCause.SidebandFailed => SidebandFailed(story),
        _ => null,
    };

    private static Finding HungUp(CallChronicle story)
    {
        if (story.TalkTime >= ServiceLimit || HasExpired(story))
        {
            return Expired(story);
        }

        var error = story.Last<SidebandError>();
        return new Finding(RootCause.Vendor, Confidence.High, error is null ? "The vendor hung up." : "The vendor hung up after an error of its session.")
        {
            Events = [error, story.Last<ResponseFinished>(static one => one is { Status: "failed", Purpose: null }), story.Last<SidebandClosed>(), story.Last<ByeReceived>(one => one.Leg == "target")],
            Advice = ["Quote the rtc_ id, the time and the error to the vendor. Without a fallback on the rule the caller is lost: add one."],
        };
    }

    private static bool HasExpired(CallChronicle story) => story.Last<SidebandClosed>(static one => one.Meaning == SidebandCloseMeaning.SessionExpired) is not null;

    private static Finding Expired(CallChronicle story) => new(RootCause.Budget, Confidence.High, "The session reached the service's limit of 60 minutes.")
    {
        Events = [story.Answered, story.Last<SidebandClosed>(), story.Last<ByeReceived>(one => one.Leg == "target")],
        Advice = ["The agent's session_limit takes leave before that: see whether session.limit_near is in the log, and whether Sideband:SessionSeconds is longer than this service's sessions last."],
    };

    private static Finding Rejected(CallChronicle story) => Status(story) switch
    {
        401 or 403 or 404 => new Finding(RootCause.Configuration, Confidence.Medium, $"The vendor refused the INVITE with {Status(story)}: it does not know the project, or does not let it in.")
        {
            Events = Attempts(story),
            Advice = ["Check the project id in Targets:NAME:SipUri and that SIP is enabled for the project; gateway doctor tries the key."],
        },
        488 or 415 or 606 => new Finding(RootCause.Carrier, Confidence.Medium, $"The vendor refused the caller's media offer with {Status(story)}.")
        {
            Events = [story.First<InviteReceived>(), .. Attempts(story)],
            Advice = ["See which codecs and which media security the carrier offers: one audio line with PCMU, PCMA or Opus and SDES is taken."],
        },
        486 or 503 => Vendor(story, Confidence.High, $"The vendor had no room: it answered {Status(story)}.", "See the project's limit of concurrent sessions; let calls go to a second target or a fallback."),
        _ => Vendor(story, Confidence.High, $"The vendor refused the INVITE{(Status(story) is { } status ? $" with {status}" : "")}.", "Look at other calls on this target: panel \"Vendor faults\"."),
    };

    private static Finding WebhookMissing(CallChronicle story) => new(
        RootCause.Configuration, Confidence.Medium, "The INVITE reached the vendor and no webhook for it reached us.")
    {
        Events = Attempts(story),
        Advice =
        [
            "When no call gets a webhook: check the webhook's URL in the vendor's project, that it is reachable from outside, and its secret (gateway doctor; gateway.webhook.deliveries by result shows refused ones).",
            "When only some do not, it is the vendor: a second target or a fallback keeps these callers.",
        ],
        Missing = ["whether the vendor sent it: its own log of webhook deliveries"],
    };

    private static Finding AcceptRefused(CallChronicle story)
    {
        var answer = story.LastData<AcceptAnswered>();
        var (cause, summary, advice) = answer?.Status switch
        {
            401 or 403 => (RootCause.Configuration, "The vendor refused the accept: the API key is not good for it.", "Check Targets:NAME:ApiKey and the key's project: gateway doctor tries it."),
            404 => (RootCause.Vendor, "The vendor knew the call no more when it was accepted: it was over, or the accept came too late.", "See the age of the webhook and the time to accept: panel \"Time to accept\"."),
            400 or 422 => (RootCause.Policy, "The vendor refused the session that the agent's definition makes.", "Read the vendor's message, and correct the agent in the policy (model, voice, turn detection, tools)."),
            429 => (RootCause.Capacity, "The vendor's rate limit refused the accept.", "Raise the project's limit, or spread calls over several targets."),
            null => (RootCause.Vendor, "The accept was not answered in time.", "gateway doctor shows the way to the API from here."),
            _ => (RootCause.Vendor, $"The vendor refused the accept with {answer.Status}.", "Look at other calls on this target: panel \"Vendor faults\"."),
        };
        return new Finding(cause, answer is null ? Confidence.Medium : Confidence.High, summary)
        {
            Events = [story.Last<WebhookReceived>(), story.Last<AcceptSent>(), story.Last<AcceptAnswered>(), story.Last<VendorFault>()],
            Advice = [advice],
        };
    }

    private static Finding FallbackFailed(CallChronicle story)
    {
        var fault = (story.First<VendorFault>()?.Data as VendorFault)?.Kind;
        return new Finding(
            RootCause.Vendor, Confidence.High, $"No AI target took the call{(fault is null ? "" : $" (first: {fault})")}, and the fallback did not either.")
        {
            Events = Attempts(story),
            Advice = ["First the AI side: GET /api/signalling/targets and panel \"Vendor faults\". Then the fallback: let it ring longer, or send it to a queue or a voicemail that always answers."],
        };
    }

    private static Finding SidebandFailed(CallChronicle story)
    {
        if (HasExpired(story))
        {
            return Expired(story);
        }

        var failed = story.LastData<SidebandAttachFailed>();
        var closed = story.LastData<SidebandClosed>()?.Meaning;
        var refused = failed?.Status is 401 or 403;
        var outdated = failed is null or { Tries: 0 } && closed == SidebandCloseMeaning.ApiRefused;
        return new Finding(
            refused || outdated ? RootCause.Configuration : RootCause.Vendor, failed is null ? Confidence.Medium : Confidence.High,
            outdated ? "The vendor does not serve this kind of client any more (close code 4000)."
            : failed is null ? "The sideband was lost for good, and without it there are no tools, guardrails or budget."
            : refused ? "The vendor refused the sideband: the API key is not good for it."
            : closed is null ? "The sideband could not be attached."
            : $"The sideband was lost ({EventText.Words(closed.Value)}) and could not be attached again.")
        {
            Events = [story.Last<SidebandAttached>(), story.Last<SidebandError>(), story.Last<SidebandClosed>(), story.Last<SidebandAttachFailed>()],
            Advice = [refused ? "Check Targets:NAME:ApiKey: gateway doctor tries it."
                : outdated ? "Take OpenAI-Beta out of Targets:NAME:Headers, and of what a proxy adds on the way."
                : "When many calls lose it at once, look at proxies and the way to the vendor's WebSocket; when one does, quote the rtc_ id to the vendor."],
        };
    }

    private static Finding Vendor(CallChronicle story, Confidence confidence, string summary, string advice) => new(RootCause.Vendor, confidence, summary)
    {
        Events = [.. Attempts(story), story.Last<WebhookReceived>(), story.Last<AcceptAnswered>()],
        Advice = [advice],
    };

    private static IReadOnlyList<CallEvent?> Attempts(CallChronicle story) =>
        [.. story.All<AttemptStarted>(), .. story.All<AttemptFailed>(), .. story.All<VendorFault>()];

    private static int? Status(CallChronicle story) => story.Outcome!.SipStatus ?? story.LastData<AttemptFailed>()?.Status;
}
