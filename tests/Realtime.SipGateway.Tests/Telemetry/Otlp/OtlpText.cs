using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Realtime.SipGateway.Tests.Telemetry.Otlp;

/// <summary>Reads attributes and ids as a test wants to see them.</summary>
internal static class OtlpText
{
    public static string Hex(this ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    public static object? Of(this RepeatedField<KeyValue> attributes, string key) => Plain(attributes.SingleOrDefault(one => one.Key == key)?.Value);

    public static Dictionary<string, object?> ToDictionary(this RepeatedField<KeyValue> attributes) => attributes.ToDictionary(one => one.Key, one => Plain(one.Value));

    private static object? Plain(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue,
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue,
        AnyValue.ValueOneofCase.ArrayValue => string.Join(',', value.ArrayValue.Values.Select(Plain)),
        _ => null,
    };
}
