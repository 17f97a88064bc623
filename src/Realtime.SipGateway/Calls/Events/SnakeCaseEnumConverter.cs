using System.Text.Json;
using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>Enum members as snake_case words, the form of records, metrics and the API.</summary>
public sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
