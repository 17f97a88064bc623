using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>JSON of calls that were handed over, and of dead ones.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CallIdJsonConverter), typeof(RealtimeCallIdJsonConverter), typeof(SnakeCaseEnumConverter<CallSourceKind>), typeof(SnakeCaseEnumConverter<CallState>)])]
[JsonSerializable(typeof(CallSnapshot))]
[JsonSerializable(typeof(SnapshotDigits))]
[JsonSerializable(typeof(DeadCall))]
public sealed partial class CallSnapshotJson : JsonSerializerContext;
