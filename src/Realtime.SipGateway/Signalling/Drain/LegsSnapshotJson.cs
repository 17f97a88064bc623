using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>JSON of handed over legs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LegsSnapshot))]
internal sealed partial class LegsSnapshotJson : JsonSerializerContext;
