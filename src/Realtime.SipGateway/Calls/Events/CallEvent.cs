using System.Text.Json;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>
/// The envelope of every call event. On the wire:
/// <c>{"v":1,"call_id":"call_…","seq":1,"at":"…","node":"…","type":"…","data":{…}}</c>.
/// </summary>
/// <param name="CallId">The call.</param>
/// <param name="Sequence">Per call from 1 without gaps; 0 for events that are not stored.</param>
/// <param name="At">When, by the gateway's one clock.</param>
/// <param name="Node">The gateway process that wrote it.</param>
/// <param name="Data">What happened.</param>
public sealed record CallEvent(CallId CallId, long Sequence, DateTimeOffset At, string Node, CallEventData Data)
{
    /// <summary>Raised when the meaning of a field changes; new fields and new types do not raise it.</summary>
    public const int SchemaVersion = 1;

    private Payload? _payload;

    /// <summary>The payload alone, as stored; written once for all who want it, and not to be changed.</summary>
    public byte[] DataJson()
    {
        // A copy of this record may have other data.
        if (_payload is not { } payload || !ReferenceEquals(payload.Of, Data))
        {
            _payload = payload = new Payload(Data, Data is UnknownCallEvent unknown
                ? JsonSerializer.SerializeToUtf8Bytes(unknown.Json, CallEventEnvelopeJson.Default.JsonElement)
                : JsonSerializer.SerializeToUtf8Bytes(Data, CallEventTypes.Of(Data)));
        }

        return payload.Json;
    }

    /// <summary>Reads a stored payload; a type this version does not know becomes <see cref="UnknownCallEvent"/>.</summary>
    public static CallEventData ReadData(string type, ReadOnlySpan<byte> json)
    {
        var known = CallEventTypes.Find(type);
        return known is not null && JsonSerializer.Deserialize(json, known) is CallEventData data
            ? data
            : new UnknownCallEvent(type, JsonSerializer.Deserialize(json, CallEventEnvelopeJson.Default.JsonElement));
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("v", SchemaVersion);
        writer.WriteString("call_id", CallId.Value);
        writer.WriteNumber("seq", Sequence);
        writer.WriteString("at", At);
        writer.WriteString("node", Node);
        writer.WriteString("type", Data.Type);
        writer.WritePropertyName("data");
        writer.WriteRawValue(DataJson(), skipInputValidation: true);
        writer.WriteEndObject();
    }

    /// <summary>The whole envelope as one line of JSON.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteTo(writer);
        }

        return buffer.ToArray();
    }

    /// <summary>What was written of it is no part of it.</summary>
    public bool Equals(CallEvent? other) =>
        other is not null && CallId == other.CallId && Sequence == other.Sequence && At == other.At && Node == other.Node && Data == other.Data;

    public override int GetHashCode() => HashCode.Combine(CallId, Sequence);

    private sealed record Payload(CallEventData Of, byte[] Json);
}
