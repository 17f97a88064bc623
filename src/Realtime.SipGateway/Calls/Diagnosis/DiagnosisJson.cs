using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>JSON of a diagnosis: snake_case, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(CallIdJsonConverter), typeof(SnakeCaseEnumConverter<RootCause>), typeof(SnakeCaseEnumConverter<Confidence>)])]
[JsonSerializable(typeof(CallDiagnosis))]
public sealed partial class DiagnosisJson : JsonSerializerContext;
