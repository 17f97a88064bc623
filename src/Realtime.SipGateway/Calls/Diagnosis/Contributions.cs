using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>What went wrong on the way, whatever ended the call.</summary>
internal static class Contributions
{
    /// <summary>From here on callers begin to say "hello?".</summary>
    private const double SlowTurnMs = 2_500;

    /// <summary>A caller should hear somebody by then.</summary>
    private const double SlowSetupMs = 5_000;

    public static IEnumerable<string> Of(CallChronicle story) => Setup(story).Concat(Talk(story));

    private static IEnumerable<string> Setup(CallChronicle story)
    {
        var failed = story.All<AttemptFailed>().Count();
        if (failed > 0)
        {
            yield return $"{Times(failed, "attempt")} failed before the end: {string.Join(", ", story.All<VendorFault>().Select(static one => ((VendorFault)one.Data).Kind).Distinct())}".TrimEnd(' ', ':');
        }

        if (story.Answered?.Data is CallAnswered { SetupMs: > SlowSetupMs } slow)
        {
            yield return $"set-up took {EventText.Seconds(slow.SetupMs)}";
        }

        if (story.Last<CallTakenOver>()?.Data is CallTakenOver away)
        {
            yield return $"the call had no gateway for {EventText.Seconds(away.AwayMs)} (restart)";
        }

        foreach (var kind in story.All<CallFault>().Select(static one => ((CallFault)one.Data).Kind).Distinct())
        {
            yield return $"fault on the way: {kind}";
        }
    }

    private static IEnumerable<string> Talk(CallChronicle story)
    {
        var slow = story.All<AgentAudioStarted>().Select(static one => ((AgentAudioStarted)one.Data).SinceCallerStoppedMs ?? 0).Where(static one => one > SlowTurnMs).ToArray();
        if (slow.Length > 0)
        {
            yield return $"{Times(slow.Length, "turn")} slower than {EventText.Seconds(SlowTurnMs)}, the slowest {EventText.Seconds(slow.Max())}";
        }

        var interrupted = story.All<AgentSaid>().Count(static one => ((AgentSaid)one.Data).Interrupted);
        if (interrupted > 2)
        {
            yield return $"the caller talked over the agent {Times(interrupted, "time")}";
        }

        foreach (var tool in story.All<ToolCompleted>().Select(static one => (ToolCompleted)one.Data).Where(static one => !one.Succeeded).CountBy(static one => one.Tool))
        {
            yield return $"tool {tool.Key} failed {Times(tool.Value, "time")}";
        }

        var responses = story.All<ResponseFinished>().Count(static one => one.Data is ResponseFinished { Status: "failed", Purpose: null });
        if (responses > 0)
        {
            yield return $"{Times(responses, "response")} of the model failed";
        }

        foreach (var trip in story.All<GuardrailTripped>().CountBy(static one => ((GuardrailTripped)one.Data).Guardrail))
        {
            yield return $"guardrail {trip.Key} tripped {Times(trip.Value, "time")}";
        }

        if (story.All<SidebandClosed>().FirstOrDefault(closed => WasLoss(closed, story.EndedAt)) is { Data: SidebandClosed lost })
        {
            yield return "the sideband was lost during the call" + (lost.Meaning is { } meaning ? $" ({EventText.Words(meaning)})" : "");
        }

        if (story.Last<TransferFailed>(static one => one.Final) is { } transfer)
        {
            yield return "a transfer failed: " + EventText.Of(transfer.Data, Discretion.Discreet);
        }
    }

    /// <summary>Logs of older versions do not say what it meant: then its time tells.</summary>
    private static bool WasLoss(CallEvent closed, DateTimeOffset? endedAt) =>
        ((SidebandClosed)closed.Data).Meaning is not SidebandCloseMeaning.CallOver && closed.At < endedAt - TimeSpan.FromSeconds(1);

    private static string Times(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
