using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

/// <summary>Reads the <c>data</c> of <c>realtime.call.incoming</c>.</summary>
internal static class IncomingCallReader
{
    /// <summary>An INVITE has some twenty headers; what comes after these is not looked at.</summary>
    private const int MaxHeaders = 256;

    /// <summary>What most INVITEs have.</summary>
    private const int UsualHeaders = 24;

    private const int MaxHeaderLength = 1_024;

    private const int MaxMediaSecurityLength = 32;

    /// <summary>Names that most INVITEs have: not made anew for each call.</summary>
    private static readonly (byte[] Bytes, string Text)[] UsualNames =
    [
        .. new[]
        {
            "Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact", "User-Agent", "Allow", "Supported", "Content-Type", "Content-Length",
            "Route", "Record-Route", "Date", "Diversion", "P-Asserted-Identity", "Remote-Party-ID", "Privacy", "Session-Expires", "Min-SE",
            AttemptToken.CallHeader, AttemptToken.TokenHeader,
        }.Select(name => (System.Text.Encoding.ASCII.GetBytes(name), name)),
    ];

    /// <summary>The reader stands on the name <c>data</c> and afterwards on the value's last token; null when there is no call in it.</summary>
    public static IncomingCall? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? id = null;
        string? mediaSecurity = null;
        var headers = (List: new List<KeyValuePair<string, string>>(), Complete: true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("call_id"u8))
            {
                id = JsonText.Read(ref reader, RealtimeCallId.MaxLength);
            }
            else if (reader.ValueTextEquals("sip_headers"u8))
            {
                headers = ReadHeaders(ref reader);
            }
            else if (reader.ValueTextEquals("sip_media_security"u8))
            {
                mediaSecurity = JsonText.Read(ref reader, MaxMediaSecurityLength);
            }
            else
            {
                reader.Skip();
            }
        }

        return RealtimeCallId.TryParse(id, out var parsed)
            ? new IncomingCall(parsed, headers.List, mediaSecurity) { HasAllHeaders = headers.Complete }
            : null;
    }

    private static (List<KeyValuePair<string, string>> List, bool Complete) ReadHeaders(ref Utf8JsonReader reader)
    {
        var headers = new List<KeyValuePair<string, string>>(UsualHeaders);
        var complete = true;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return (headers, complete);
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || headers.Count == MaxHeaders)
            {
                complete &= headers.Count < MaxHeaders;
                reader.Skip();
            }
            else if (ReadHeader(ref reader) is { } header)
            {
                headers.Add(header);
            }
        }

        return (headers, complete);
    }

    private static KeyValuePair<string, string>? ReadHeader(ref Utf8JsonReader reader)
    {
        string? name = null;
        string? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = ReadName(ref reader);
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                value = JsonText.Read(ref reader, MaxHeaderLength);
            }
            else
            {
                reader.Skip();
            }
        }

        return name is null || value is null ? null : new(name, value);
    }

    private static string? ReadName(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.String)
        {
            foreach (var (bytes, text) in UsualNames)
            {
                if (ahead.ValueSpan.SequenceEqual(bytes))
                {
                    reader = ahead;
                    return text;
                }
            }
        }

        return JsonText.Read(ref reader, MaxHeaderLength);
    }
}
