using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>JSON of the event log: snake_case, enums by name, numbers and times as JSON has them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CallIdJsonConverter), typeof(RealtimeCallIdJsonConverter), typeof(SnakeCaseEnumConverter<CallEndedBy>),
        typeof(SnakeCaseEnumConverter<CallCause>), typeof(SnakeCaseEnumConverter<TransferMode>), typeof(SnakeCaseEnumConverter<TransferStatus>), typeof(SnakeCaseEnumConverter<CallSourceKind>),
    ])]
[JsonSerializable(typeof(CallRecord))]
[JsonSerializable(typeof(IReadOnlyList<CallRecord>))]
[JsonSerializable(typeof(AcceptAnswered))]
[JsonSerializable(typeof(AcceptSent))]
[JsonSerializable(typeof(AgentAudioStarted))]
[JsonSerializable(typeof(AgentPartial))]
[JsonSerializable(typeof(AgentSaid))]
[JsonSerializable(typeof(AttemptFailed))]
[JsonSerializable(typeof(AttemptProgressed))]
[JsonSerializable(typeof(AttemptStarted))]
[JsonSerializable(typeof(ByeReceived))]
[JsonSerializable(typeof(ByeSent))]
[JsonSerializable(typeof(CallAcknowledged))]
[JsonSerializable(typeof(CallAnswered))]
[JsonSerializable(typeof(CallEnded))]
[JsonSerializable(typeof(CallFault))]
[JsonSerializable(typeof(CallHandedOver))]
[JsonSerializable(typeof(CallRedirected))]
[JsonSerializable(typeof(CallRefused))]
[JsonSerializable(typeof(CallTakenOver))]
[JsonSerializable(typeof(CallerAuthenticated))]
[JsonSerializable(typeof(CallerIdentityChecked))]
[JsonSerializable(typeof(CallerPartial))]
[JsonSerializable(typeof(CallerSaid))]
[JsonSerializable(typeof(CallerSpeechStarted))]
[JsonSerializable(typeof(CallerSpeechStopped))]
[JsonSerializable(typeof(DecisionMade))]
[JsonSerializable(typeof(DialogRefreshed))]
[JsonSerializable(typeof(DigitReceived))]
[JsonSerializable(typeof(GuardrailTripped))]
[JsonSerializable(typeof(HangUpRequested))]
[JsonSerializable(typeof(InviteReceived))]
[JsonSerializable(typeof(ResponseFinished))]
[JsonSerializable(typeof(Ringing))]
[JsonSerializable(typeof(SidebandAttachFailed))]
[JsonSerializable(typeof(SidebandAttached))]
[JsonSerializable(typeof(SidebandClosed))]
[JsonSerializable(typeof(SidebandError))]
[JsonSerializable(typeof(SidebandReady))]
[JsonSerializable(typeof(SpeechStopped))]
[JsonSerializable(typeof(ToolCalled))]
[JsonSerializable(typeof(ToolCompleted))]
[JsonSerializable(typeof(ToolApprovalRequested))]
[JsonSerializable(typeof(ToolApprovalDecided))]
[JsonSerializable(typeof(TransferCompleted))]
[JsonSerializable(typeof(TransferFailed))]
[JsonSerializable(typeof(TransferProgressed))]
[JsonSerializable(typeof(TransferRequested))]
[JsonSerializable(typeof(VendorFault))]
[JsonSerializable(typeof(WebhookReceived))]
public sealed partial class CallEventJson : JsonSerializerContext;
