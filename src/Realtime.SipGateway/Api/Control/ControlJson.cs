using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Api.Control;

/// <summary>JSON of commands, in the style of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SayRequest))]
[JsonSerializable(typeof(WhisperRequest))]
[JsonSerializable(typeof(AddItemRequest))]
[JsonSerializable(typeof(RespondRequest))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(TakeoverRequest))]
internal sealed partial class ControlJson : JsonSerializerContext;
