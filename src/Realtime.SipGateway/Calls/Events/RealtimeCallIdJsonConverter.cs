using System.Text.Json;
using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls.Events;

public sealed class RealtimeCallIdJsonConverter : JsonConverter<RealtimeCallId>
{
    public override RealtimeCallId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RealtimeCallId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a Realtime call id.");

    public override void Write(Utf8JsonWriter writer, RealtimeCallId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
