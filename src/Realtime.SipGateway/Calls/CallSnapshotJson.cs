using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>JSON of handed over calls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CallIdJsonConverter), typeof(RealtimeCallIdJsonConverter), typeof(SnakeCaseEnumConverter<CallSourceKind>), typeof(SnakeCaseEnumConverter<CallState>)])]
[JsonSerializable(typeof(CallSnapshot))]
[JsonSerializable(typeof(SnapshotDigits))]
public sealed partial class CallSnapshotJson : JsonSerializerContext;
