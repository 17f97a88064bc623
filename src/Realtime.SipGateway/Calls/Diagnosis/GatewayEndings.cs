using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Ends that are the gateway's own doing.</summary>
internal static class GatewayEndings
{
    public static Finding? Of(CallChronicle story) => story.Outcome!.Cause switch
    {
        CallCause.GatewayStopping => new Finding(RootCause.Gateway, Confidence.High, "The gateway was stopped and the call had not ended by the drain's deadline.")
        {
            Events = [story.Last<HangUpRequested>(), story.Last<ByeSent>()],
            Advice = ["Give calls longer (Drain:DeadlineSeconds, and terminationGracePeriodSeconds beyond it), or hand them over (Drain:Mode handover)."],
        },
        CallCause.GatewayCrashed => new Finding(RootCause.Gateway, Confidence.High, "The gateway died during the call; the next start wrote this end.")
        {
            Events = [story.Events.LastOrDefault(one => one.Sequence < story.End!.Sequence), .. story.All<ByeSent>()],
            Advice = ["Look for the reason at the time of the last event: the process's log, the kernel's (out of memory), the orchestrator's (probe failed, evicted)."],
            Missing = ["what happened between the last event and the restart"],
        },
        CallCause.GatewayFault => Fault(story),
        _ => null,
    };

    private static Finding Fault(CallChronicle story)
    {
        var fault = story.LastData<CallFault>();
        var settings = story.Outcome!.Reason?.Contains("SipUri", StringComparison.Ordinal) == true;
        return new Finding(
            settings ? RootCause.Configuration : RootCause.Gateway, fault is null && !settings ? Confidence.Medium : Confidence.High,
            settings ? $"The call could not be sent: {story.Outcome.Reason}."
            : fault is null ? "The gateway failed."
            : $"The gateway failed: {fault.Kind}.")
        {
            Events = [.. story.All<CallFault>(), story.Last<AttemptFailed>()],
            Advice = [settings ? "Correct the target's settings: gateway doctor." : "The gateway's log has the fault under this call's id; report it with that line."],
            Missing = fault is null && !settings ? ["the fault itself: see the gateway's log at this time"] : [],
        };
    }
}
