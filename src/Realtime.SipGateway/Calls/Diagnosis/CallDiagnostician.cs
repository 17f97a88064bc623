using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Explains the end of a call from its events alone: pure, the same for a live gateway, a dead one's store and an exported log.</summary>
public static class CallDiagnostician
{
    /// <summary>Events in one answer: the chain that explains, not the whole log.</summary>
    private const int MaxEvidence = 24;

    public static CallDiagnosis Diagnose(CallId call, IReadOnlyList<CallEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var story = new CallChronicle(events);
        var finding = Explain(story);
        var chain = finding.Events.OfType<CallEvent>().Append(story.End).OfType<CallEvent>()
            .DistinctBy(static one => one.Sequence).OrderBy(static one => one.Sequence);
        return new CallDiagnosis
        {
            CallId = call,
            RootCause = finding.Cause,
            Confidence = finding.Confidence,
            Summary = finding.Summary,
            Evidence = [.. chain.TakeLast(MaxEvidence).Select(story.Tell)],
            Contributing = [.. Contributions.Of(story)],
            Missing = [.. finding.Missing.Concat(Gaps(story))],
            Advice = finding.Advice,
        };
    }

    private static Finding Explain(CallChronicle story) => story switch
    {
        { Events.Count: 0 } => new Finding(RootCause.Unknown, Confidence.Low, "Nothing is stored of this call.")
        {
            Missing = ["all events: the store has none, they were purged, or the call was on a node with another store"],
        },
        { Outcome: null } => Unfinished(story),
        { Outcome.Cause: CallCause.CallerHungUp } => CallerEndings.HungUp(story),
        { Outcome.Cause: CallCause.CallerCancelled } => CallerEndings.Cancelled(story),
        _ => CallerEndings.Of(story) ?? VendorEndings.Of(story) ?? PolicyEndings.Of(story) ?? GatewayEndings.Of(story) ?? Unknown(story),
    };

    private static Finding Unfinished(CallChronicle story) => new(RootCause.Unknown, Confidence.Low, "The call has no end in the log.")
    {
        Events = [story.First<InviteReceived>(), story.Events[^1]],
        Missing = ["call.ended: the call lives, or its gateway died in the middle of it; the next start of that gateway writes the end"],
        Advice = ["Look whether the call lives: GET /api/calls. If its gateway is gone, start it with the same store."],
    };

    private static Finding Unknown(CallChronicle story) => new(
        RootCause.Unknown, Confidence.Low, $"The log says {EventText.Name<CallCause>(story.Outcome!.Cause)} and nothing that explains it.")
    {
        Missing = ["an explanation of this cause: it is of a later version of the gateway"],
    };

    /// <summary>Sequence numbers have no gaps: one that is missing was lost or purged.</summary>
    private static IEnumerable<string> Gaps(CallChronicle story)
    {
        var missing = story.Events.Count == 0 ? 0 : story.Events[^1].Sequence - story.Events.Count;
        if (missing > 0)
        {
            yield return $"{missing} events of this call are not in the store (dropped while it failed, or purged): see gateway.store.dropped";
        }
    }
}
