using System.Globalization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>One line for people about each kind of event.</summary>
public static class EventText
{
    /// <summary>What the event says; its type in words for one that has no line of its own.</summary>
    public static string Of(CallEventData data, Discretion show)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(show);
        return Arrival(data, show) ?? Signalling(data, show) ?? Vendor(data, show) ?? Talk(data, show) ?? Work(data, show) ?? Commanded(data, show) ?? Transfer(data, show) ?? Plain(data);
    }

    /// <summary>Enum members as they are written in records and metrics.</summary>
    internal static string Name<T>(T? value)
        where T : struct, Enum =>
        value is null ? "unknown" : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Value.ToString());

    internal static string Seconds(double milliseconds) =>
        milliseconds < 1000 ? Invariant($"{milliseconds:0} ms") : Invariant($"{milliseconds / 1000:0.0} s");

    internal static string Outcome(CallOutcome outcome, Discretion show) =>
        $"{Name<CallEndedBy>(outcome.By)}: {Name<CallCause>(outcome.Cause)}{Status(outcome.SipStatus)}{Because(outcome.Reason, show)}";

    private static string? Arrival(CallEventData data, Discretion show) => data switch
    {
        InviteReceived one =>
            $"INVITE from {one.Source} over {one.Transport}, trunk {one.Trunk ?? "none"}: {show.Number(one.Caller)} calls {show.Number(one.Dialled)}, media {one.MediaSecurity ?? "unknown"}",
        CallerAuthenticated one => $"the trunk proved itself by {one.By}",
        CallerIdentityChecked one =>
            $"caller identity {one.Verstat}{(one.Attestation is { } level ? ", attestation " + level : "")} ({one.Result})",
        CallRefused one => $"refused with {one.Status} {show.Text(one.Reason)}: {show.Text(one.Why)}",
        DecisionMade { Decision: { Accepted: true } one } =>
            $"rule {one.Rule} of policy {one.PolicyVersion}: agent {one.Agent} on {string.Join(", then ", one.TargetOrder)}{(one.Fallback is { } last ? ", else " + last : "")}",
        DecisionMade { Decision: var one } => $"rule {one.Rule} of policy {one.PolicyVersion}: reject with {one.SipStatus}{Because(one.Reason, show)}",
        Ringing => "180 Ringing to the caller",
        _ => null,
    };

    private static string? Signalling(CallEventData data, Discretion show) => data switch
    {
        AttemptStarted one => $"attempt {one.Attempt}: INVITE to {one.Target} at {one.Remote} over {one.Transport}",
        AttemptProgressed one => $"attempt {one.Attempt}: {one.Status}",
        AttemptFailed one => $"attempt {one.Attempt} failed: {one.Result}{Status(one.Status)}{Because(one.Reason, show)}",
        CallRedirected one => $"302 to {string.Join(", ", one.Targets)}: signalling does not pass here any more",
        CallAnswered one => $"200 OK to the caller after {Seconds(one.SetupMs)}, media {one.MediaSecurity ?? "unknown"}",
        CallAcknowledged => "ACK: media flows between carrier and vendor",
        DialogRefreshed one => $"{one.Method} of the {one.Leg} answered {one.Status}",
        DialogState one => $"dialog of the {one.Leg}: Call-ID {one.SipCallId}, {one.RemoteAddress} over {one.Transport}, our requests from {one.LocalCseq}",
        ByeReceived one => $"BYE from the {one.Leg}{Because(one.Reason, show)}",
        ByeSent one => $"BYE to the {one.Leg}{Because(one.Reason, show)}",
        CallHandedOver => "handed over: the process stops and leaves the call to the next one",
        CallTakenOver one => $"taken over after {Seconds(one.AwayMs)} without a gateway",
        HangUpRequested one => $"hang-up asked for by {Outcome(one.Outcome, show)}",
        CallFault one => $"fault {one.Kind}: {show.Text(one.Message)}",
        CallEnded one => $"ended by {Outcome(one.Outcome, show)}",
        _ => null,
    };

    private static string? Vendor(CallEventData data, Discretion show) => data switch
    {
        VendorFault one => $"{one.Target} failed the call: {one.Kind}, so {one.Action}{Because(one.Detail, show)}",
        WebhookReceived one => $"webhook of {one.Target}, {Seconds(one.AgeMs)} old: {one.RealtimeCallId}",
        AcceptSent one => $"accept: agent {one.Agent}, model {one.Model}",
        AcceptAnswered { Succeeded: true } one => $"accept taken in {Seconds(one.DurationMs)}",
        AcceptAnswered one => $"accept refused after {Seconds(one.DurationMs)}{Status(one.Status)} {one.Code}{Because(one.Message, show)}",
        SidebandAttached one => $"sideband open after {Seconds(one.DurationMs)}{Tries(one.Tries)}",
        SidebandReady one => $"session ready, model {one.Model ?? "unknown"}",
        SidebandAttachFailed one => $"sideband not attached{Tries(one.Tries)}{Status(one.Status)}{Because(one.Message, show)}",
        SidebandClosed one => $"sideband closed{Status(one.CloseCode)}{(one.Meaning is { } meaning ? ", " + Words(meaning) : "")}{Because(one.Message, show)}",
        SettingsConfirmed one => $"settings of the session confirmed after {Seconds(one.DurationMs)}{Tries(one.Tries)}",
        SettingsFailed one => $"settings of the session are not in force, {one.Result}{Tries(one.Tries)} {one.Code}{Because(one.Message, show)}{Settings(one.Differences, show)}",
        SettingsDiffer one => $"the session is not as asked for{Settings(one.Differences, show)}",
        SidebandError one => $"error of the service {one.Code}{Because(one.Message, show)}",
        _ => null,
    };

    private static string? Talk(CallEventData data, Discretion show) => data switch
    {
        CallerSpeechStarted => "caller speaks",
        CallerSpeechStopped => "caller stopped speaking",
        CallerSaid one => $"caller: {show.Words(one.Text)}",
        CallerNoise => "caller: no words",
        AgentAudioStarted { SinceCallerStoppedMs: { } latency } => $"agent is heard {Seconds(latency)} after the caller",
        AgentAudioStarted => "agent is heard",
        AgentSaid one => $"agent: {show.Words(one.Text)}{(one.Interrupted ? " (interrupted)" : "")}",
        DigitReceived one => $"caller pressed {(show.IsFull ? one.Digit : "a key")}",
        DigitsTold one => Invariant($"agent was told {one.Keys} keys of the caller"),
        SilencePrompted one => Invariant($"nobody spoke for {one.AfterSeconds:0.#} s: caller asked whether they are there, {one.Prompt} of {one.Prompts}"),
        TalkLimitReached one => Invariant($"limit {one.Limit} of {one.Max:0.#} reached: {one.Action}"),
        HandlerTurnState { IsOpen: true, By: null, IsModels: false } one => $"turn {one.Turn} waits for a program",
        HandlerTurnState { IsOpen: true } one => $"turn {one.Turn} is about to be answered by {(one.IsModels ? "the model" : show.Text(one.By!))}",
        HandlerTurnState one => $"turn {one.Turn} is over, answered by {(one.IsModels ? "the model" : one.By is { } who ? show.Text(who) : "nobody")}",
        TalkPrompted one => $"prompt {one.Prompt} ({one.Trigger}): {one.Result}{(one.Failure is { } failure ? ", " + failure : "")}{(one.DurationMs is { } took ? $", decided in {Seconds(took)}" : "")}",
        ResponseFinished one => $"response{(one.Purpose is { } purpose ? $" of a {purpose}" : "")} {one.Status}{Because(one.StatusReason, show)}: {one.InputTokens} tokens in, {one.OutputTokens} out{(one.Cost is { } cost ? Invariant($", {cost:0.####} {one.Currency}") : "")}",
        _ => null,
    };

    private static string? Work(CallEventData data, Discretion show) => data switch
    {
        ToolCalled one => $"tool {one.Tool} called {show.Payload(one.Arguments)}",
        ToolCompleted one => $"tool {one.Tool} {(one.Succeeded ? "done" : "failed")} in {Seconds(one.DurationMs)}{(one.Late ? ", too late" : "")} {show.Payload(one.Output)}",
        GuardrailTripped one => $"guardrail {one.Guardrail} matched {show.Words(one.Matched)}: {one.Action}{(one.Late ? ", after the words were heard: they left the model's context" : "")}",
        SessionEndNamed one => Invariant($"the service ends the session at {one.EndsAt:yyyy-MM-dd HH:mm:ss} UTC"),
        SessionLimitNear one => Invariant($"session is {one.AgeSeconds:0} s old and ends in {one.SecondsLeft:0} s: agent told to come to an end"),
        SessionLimitReached one => Invariant($"session is {one.AgeSeconds:0} s old and ends in {one.SecondsLeft:0} s: the call is left"),
        BudgetSoftLimit one => Invariant($"budget {one.Budget} is nearly used up: {one.Limit} {one.Used:0.####} of {one.Max:0.####} {one.Currency}").TrimEnd(),
        BudgetHardLimit one => Invariant($"budget {one.Budget} is used up: {one.Limit} {one.Used:0.####} of {one.Max:0.####} {one.Currency}").TrimEnd(),
        GuardrailJudged { Failure: { } failure } one => $"guardrail {one.Guardrail} got no verdict on the {one.Side}'s words: {failure} after {Seconds(one.DurationMs)}",
        GuardrailJudged one => $"guardrail {one.Guardrail} {one.Verdict} the {one.Side}'s words in {Seconds(one.DurationMs)} {show.Words(one.Matched ?? "")}".TrimEnd(),
        SpeechStopped one => $"speech cut by {one.Guardrail} in {Seconds(one.StopMs)}, heard at most {Seconds(one.HeardAtMostMs)}",
        ToolApprovalRequested one => $"tool {one.Tool} waits {one.DeadlineSeconds} s for a person to approve it {show.Payload(one.Arguments)}",
        ToolApprovalDecided one => $"tool {one.Tool} {(one.Approved ? "approved" : "denied")} by {one.By ?? "nobody"} after {Seconds(one.WaitedMs)}",
        _ => null,
    };

    private static string? Commanded(CallEventData data, Discretion show) => data switch
    {
        ControlSaid one => $"{show.Text(one.By)} had the agent say{(one.Interrupt ? " at once" : "")}: {show.Words(one.Text)}",
        ControlWhispered one => $"{show.Text(one.By)} whispered to the agent: {show.Words(one.Text)}",
        ControlTextAdded one => $"{show.Text(one.By)} added a text of the {show.Text(one.Role)}: {show.Words(one.Text)}",
        ControlResponded one => $"{show.Text(one.By)} had the agent take its turn{(one.Text is { } about ? ": " + show.Words(about) : "")}",
        ControlUpdated one => $"{show.Text(one.By)} changed how the agent goes on{(one.Reset ? ", back to its own first" : "")}{Changed(one, show)}",
        ControlImageAdded one => $"{show.Text(one.By)} added an image of {one.Bytes} bytes ({show.Text(one.MediaType)}) {show.Words(one.Text ?? "")}".TrimEnd(),
        ControlStopped one => $"{show.Text(one.By)} made the agent stop speaking",
        _ => null,
    };

    private static string Changed(ControlUpdated one, Discretion show) =>
        (one.Tools is { } tools ? $", tools: {(tools.Count == 0 ? "none" : string.Join(", ", tools.Select(show.Text)))}" : "")
        + (one.TurnDetection is { } turns ? $", turns by {show.Text(turns.Type)}" : "")
        + (one.Instructions is { } instructions ? ", instructions: " + show.Words(instructions) : "");

    private static string? Transfer(CallEventData data, Discretion show) => data switch
    {
        TransferRequested one => $"transfer to {Where(one.To, show)} asked for by {Name<CallEndedBy>(one.AskedBy)}",
        TransferProgressed one => $"transfer by {Name<TransferMode>(one.Mode)}: {one.Status}",
        TransferFailed one => $"transfer by {Name(one.Mode)} failed after {Seconds(one.DurationMs)}: {Name<TransferStatus>(one.Outcome)}{Status(one.SipStatus)}{Because(one.Reason, show)}{(one.Final ? "" : "; the next way is tried")}",
        TransferCompleted one => $"transferred to {Where(one.To, show)} by {Name<TransferMode>(one.Mode)} in {Seconds(one.DurationMs)}{(one.Confirmed ? "" : ", nobody confirmed it")}",
        _ => null,
    };

    private static string Settings(IReadOnlyList<string> differences, Discretion show) =>
        differences.Count == 0 ? "" : ": " + show.Text(string.Join("; ", differences));

    /// <summary>Of a kind that nobody wrote a line for; its members may hold what is private.</summary>
    private static string Plain(CallEventData data) => data.Type.Replace('.', ' ').Replace('_', ' ');

    private static string Where(string target, Discretion show) => target.Any(char.IsDigit) ? show.Text(target) : target;

    /// <summary>What the end of a sideband means, in words.</summary>
    public static string Words(SidebandCloseMeaning meaning) => Name<SidebandCloseMeaning>(meaning)!.Replace('_', ' ');

    private static string Status(int? status) => status is null ? "" : Invariant($" ({status})");

    private static string Tries(int tries) => tries == 1 ? "" : Invariant($", {tries} tries");

    private static string Because(string? reason, Discretion show) => string.IsNullOrEmpty(reason) ? "" : $", {show.Text(reason)}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
