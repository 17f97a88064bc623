using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>
/// One line of the spool: <c>{"sum":"…","write":{…}}</c>. The sum is the first four bytes of the SHA-256 of the text of <c>write</c>, which is an
/// event (<c>call</c>, <c>seq</c>, <c>at</c>, <c>node</c>, <c>v</c>, <c>type</c>, <c>data</c>, <c>live</c>) or a <c>record</c>.
/// </summary>
internal static class SpoolLine
{
    private const int SumBytes = 4;

    /// <summary>Characters before the text of <c>write</c>.</summary>
    private const int PrefixLength = 26;

    /// <summary>Whether a write can wait in the spool.</summary>
    public static bool Takes(StoreWrite write) => write is EventWrite or RecordWrite;

    public static void Write(Stream line, StoreWrite write)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            WriteFields(json, write);
            json.WriteEndObject();
        }

        var bytes = text.GetBuffer().AsSpan(0, (int)text.Length);
        line.Write(Encoding.ASCII.GetBytes($$"""{"sum":"{{Sum(bytes)}}","write":"""));
        line.Write(bytes);
        line.Write("}\n"u8);
    }

    /// <summary>Null when the line is not as it was written, or says nothing that can be read.</summary>
    public static StoreWrite? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length <= PrefixLength + 1 || line[^1] != (byte)'}')
        {
            return null;
        }

        var bytes = line[PrefixLength..^1];
        if (!line[..PrefixLength].SequenceEqual(Encoding.ASCII.GetBytes($$"""{"sum":"{{Sum(bytes)}}","write":""")))
        {
            return null;
        }

        try
        {
            return Parse(bytes.ToArray());
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or NotSupportedException)
        {
            return null;
        }
    }

    private static StoreWrite? Parse(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var write = json.RootElement;
        if (write.TryGetProperty("record", out var record))
        {
            return record.Deserialize(CallEventJson.Default.CallRecord) is { } read ? new RecordWrite(read) : null;
        }

        return new EventWrite(
            Text("call"), write.GetProperty("seq").GetInt64(), Text("at"), Text("node"), write.GetProperty("v").GetInt32(), Text("type"),
            write.GetProperty("data").GetRawText(), write.TryGetProperty("live", out var live) ? live.GetRawText() : null);

        string Text(string name) => write.GetProperty(name).GetString()!;
    }

    private static void WriteFields(Utf8JsonWriter json, StoreWrite write)
    {
        if (write is EventWrite one)
        {
            json.WriteString("call", one.Call);
            json.WriteNumber("seq", one.Sequence);
            json.WriteString("at", one.At);
            json.WriteString("node", one.Node);
            json.WriteNumber("v", one.Version);
            json.WriteString("type", one.Type);
            json.WritePropertyName("data");
            json.WriteRawValue(one.Data, skipInputValidation: true);
            if (one.Live is { } live)
            {
                json.WritePropertyName("live");
                json.WriteRawValue(live, skipInputValidation: true);
            }
        }
        else
        {
            json.WritePropertyName("record");
            JsonSerializer.Serialize(json, ((RecordWrite)write).Record, CallEventJson.Default.CallRecord);
        }
    }

    private static string Sum(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash[..SumBytes]);
    }
}
