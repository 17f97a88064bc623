using System.Text.Json.Serialization.Metadata;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>The closed list of event types of schema version <see cref="CallEvent.SchemaVersion"/>, by wire name.</summary>
public static class CallEventTypes
{
    private static readonly Dictionary<string, JsonTypeInfo> ByName = new(StringComparer.Ordinal)
    {
        ["signalling.invite_received"] = CallEventJson.Default.InviteReceived,
        ["signalling.authenticated"] = CallEventJson.Default.CallerAuthenticated,
        ["signalling.identity_checked"] = CallEventJson.Default.CallerIdentityChecked,
        ["signalling.refused"] = CallEventJson.Default.CallRefused,
        ["decision.made"] = CallEventJson.Default.DecisionMade,
        ["signalling.ringing"] = CallEventJson.Default.Ringing,
        ["signalling.attempt_started"] = CallEventJson.Default.AttemptStarted,
        ["signalling.attempt_progressed"] = CallEventJson.Default.AttemptProgressed,
        ["signalling.attempt_failed"] = CallEventJson.Default.AttemptFailed,
        ["signalling.redirected"] = CallEventJson.Default.CallRedirected,
        ["vendor.fault"] = CallEventJson.Default.VendorFault,
        ["webhook.received"] = CallEventJson.Default.WebhookReceived,
        ["accept.sent"] = CallEventJson.Default.AcceptSent,
        ["accept.answered"] = CallEventJson.Default.AcceptAnswered,
        ["signalling.answered"] = CallEventJson.Default.CallAnswered,
        ["signalling.acknowledged"] = CallEventJson.Default.CallAcknowledged,
        ["signalling.dialog_state"] = CallEventJson.Default.DialogState,
        ["signalling.refreshed"] = CallEventJson.Default.DialogRefreshed,
        ["signalling.bye_received"] = CallEventJson.Default.ByeReceived,
        ["signalling.bye_sent"] = CallEventJson.Default.ByeSent,
        ["sideband.attached"] = CallEventJson.Default.SidebandAttached,
        ["sideband.ready"] = CallEventJson.Default.SidebandReady,
        ["sideband.attach_failed"] = CallEventJson.Default.SidebandAttachFailed,
        ["sideband.closed"] = CallEventJson.Default.SidebandClosed,
        ["sideband.settings_confirmed"] = CallEventJson.Default.SettingsConfirmed,
        ["sideband.settings_failed"] = CallEventJson.Default.SettingsFailed,
        ["sideband.settings_differ"] = CallEventJson.Default.SettingsDiffer,
        ["sideband.error"] = CallEventJson.Default.SidebandError,
        ["caller.speech_started"] = CallEventJson.Default.CallerSpeechStarted,
        ["caller.speech_stopped"] = CallEventJson.Default.CallerSpeechStopped,
        ["transcript.caller_partial"] = CallEventJson.Default.CallerPartial,
        ["transcript.caller"] = CallEventJson.Default.CallerSaid,
        ["caller.noise"] = CallEventJson.Default.CallerNoise,
        ["handler.turn_opened"] = CallEventJson.Default.HandlerTurnOpened,
        ["handler.turn_state"] = CallEventJson.Default.HandlerTurnState,
        ["handler.timed_out"] = CallEventJson.Default.HandlerTimedOut,
        ["transcript.agent_partial"] = CallEventJson.Default.AgentPartial,
        ["agent.audio_started"] = CallEventJson.Default.AgentAudioStarted,
        ["transcript.agent"] = CallEventJson.Default.AgentSaid,
        ["tool.called"] = CallEventJson.Default.ToolCalled,
        ["tool.approval_requested"] = CallEventJson.Default.ToolApprovalRequested,
        ["tool.approval_decided"] = CallEventJson.Default.ToolApprovalDecided,
        ["tool.completed"] = CallEventJson.Default.ToolCompleted,
        ["tool.result_arrived"] = CallEventJson.Default.ToolResultArrived,
        ["agent.switched"] = CallEventJson.Default.AgentSwitched,
        ["caller.request_taken"] = CallEventJson.Default.CallerRequestTaken,
        ["guardrail.tripped"] = CallEventJson.Default.GuardrailTripped,
        ["guardrail.judged"] = CallEventJson.Default.GuardrailJudged,
        ["guardrail.speech_stopped"] = CallEventJson.Default.SpeechStopped,
        ["response.finished"] = CallEventJson.Default.ResponseFinished,
        ["budget.soft_limit"] = CallEventJson.Default.BudgetSoftLimit,
        ["budget.hard_limit"] = CallEventJson.Default.BudgetHardLimit,
        ["session.end_named"] = CallEventJson.Default.SessionEndNamed,
        ["session.limit_near"] = CallEventJson.Default.SessionLimitNear,
        ["session.limit_reached"] = CallEventJson.Default.SessionLimitReached,
        ["caller.digit"] = CallEventJson.Default.DigitReceived,
        ["talk.digits_told"] = CallEventJson.Default.DigitsTold,
        ["talk.limit_reached"] = CallEventJson.Default.TalkLimitReached,
        ["talk.prompted"] = CallEventJson.Default.TalkPrompted,
        ["talk.silence_prompted"] = CallEventJson.Default.SilencePrompted,
        ["control.said"] = CallEventJson.Default.ControlSaid,
        ["control.whispered"] = CallEventJson.Default.ControlWhispered,
        ["control.text_added"] = CallEventJson.Default.ControlTextAdded,
        ["control.responded"] = CallEventJson.Default.ControlResponded,
        ["control.stopped"] = CallEventJson.Default.ControlStopped,
        ["control.updated"] = CallEventJson.Default.ControlUpdated,
        ["control.image_added"] = CallEventJson.Default.ControlImageAdded,
        ["transfer.requested"] = CallEventJson.Default.TransferRequested,
        ["transfer.progressed"] = CallEventJson.Default.TransferProgressed,
        ["transfer.failed"] = CallEventJson.Default.TransferFailed,
        ["transfer.completed"] = CallEventJson.Default.TransferCompleted,
        ["call.hang_up_requested"] = CallEventJson.Default.HangUpRequested,
        ["call.handed_over"] = CallEventJson.Default.CallHandedOver,
        ["call.taken_over"] = CallEventJson.Default.CallTakenOver,
        ["call.fault"] = CallEventJson.Default.CallFault,
        ["call.ended"] = CallEventJson.Default.CallEnded,
    };

    private static readonly Dictionary<Type, JsonTypeInfo> ByType = ByName.Values.ToDictionary(info => info.Type);

    /// <summary>All names, in the order a call meets them.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>How a type is read; null for a name of a later schema version.</summary>
    public static JsonTypeInfo? Find(string name) => ByName.GetValueOrDefault(name);

    internal static JsonTypeInfo Of(CallEventData data) => ByType[data.GetType()];
}
