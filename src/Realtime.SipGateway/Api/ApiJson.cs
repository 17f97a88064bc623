using System.Text.Json.Serialization;
using Realtime.SipGateway.Api.Budgets;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Api;

/// <summary>JSON of the API's own shapes, in the style of events and records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [
        typeof(CallIdJsonConverter), typeof(RealtimeCallIdJsonConverter), typeof(SnakeCaseEnumConverter<CallEndedBy>),
        typeof(SnakeCaseEnumConverter<CallCause>), typeof(SnakeCaseEnumConverter<TransferMode>), typeof(SnakeCaseEnumConverter<TransferStatus>), typeof(SnakeCaseEnumConverter<CallSourceKind>), typeof(SnakeCaseEnumConverter<CallState>), typeof(SnakeCaseEnumConverter<CallerRequestKind>),
        typeof(SnakeCaseEnumConverter<ApiScope>), typeof(SnakeCaseEnumConverter<PolicySource>), typeof(SnakeCaseEnumConverter<OutgoingState>),
    ])]
[JsonSerializable(typeof(CallList))]
[JsonSerializable(typeof(LiveCall))]
[JsonSerializable(typeof(CallDecision))]
[JsonSerializable(typeof(HangUpRequest))]
[JsonSerializable(typeof(EraseRequest))]
[JsonSerializable(typeof(ErasureView))]
[JsonSerializable(typeof(TransferCallRequest))]
[JsonSerializable(typeof(TransferCallAnswer))]
[JsonSerializable(typeof(IReadOnlyList<CallerRequest>))]
[JsonSerializable(typeof(IReadOnlyList<OutgoingDelivery>))]
[JsonSerializable(typeof(IReadOnlyList<OutgoingEndpointStatus>))]
[JsonSerializable(typeof(OutgoingTestResult))]
[JsonSerializable(typeof(IReadOnlyList<McpServerStatus>))]
[JsonSerializable(typeof(BudgetList))]
[JsonSerializable(typeof(IReadOnlyList<SpentDay>))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(IReadOnlyList<WaitingApproval>))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(TrunkList))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(MakeKeyRequest))]
[JsonSerializable(typeof(MadeKey))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditVerdict))]
[JsonSerializable(typeof(IReadOnlyList<AuditRecord>))]
[JsonSerializable(typeof(IReadOnlyList<SourceBan>))]
[JsonSerializable(typeof(IReadOnlyList<TargetStatus>))]
internal sealed partial class ApiJson : JsonSerializerContext;
