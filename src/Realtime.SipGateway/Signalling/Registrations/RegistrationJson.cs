using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>JSON in the style of the API.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<RegistrationView>))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
