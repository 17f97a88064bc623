using System.Globalization;
using System.Text;

namespace Realtime.Testing;

/// <summary>SIP messages as text, made and read without the library's own parser.</summary>
public static class SipText
{
    private const string LineEnd = "\r\n";

    /// <summary>Text of a test with plain line ends, made what the wire wants: CRLF, an empty line, and Content-Length if it has none.</summary>
    public static string Wire(string text)
    {
        var normalized = text.ReplaceLineEndings(LineEnd);
        var end = normalized.IndexOf(LineEnd + LineEnd, StringComparison.Ordinal);
        var head = end < 0 ? normalized.TrimEnd() : normalized[..end];
        var body = end < 0 ? "" : normalized[(end + 4)..];
        var length = Header(head, "Content-Length") is null ? $"{LineEnd}Content-Length: {Encoding.UTF8.GetByteCount(body)}" : "";
        return head + length + LineEnd + LineEnd + body;
    }

    /// <summary>A request outside of dialogs, or inside of one when a To tag is given.</summary>
    public static string Request(
        string method,
        string uri = "sip:bob@192.0.2.1",
        string branch = "z9hG4bKtest",
        string via = "198.51.100.7:5060",
        string transport = "UDP",
        string callId = "call-1",
        string fromTag = "alice",
        string? toTag = null,
        int cseq = 1,
        string? extra = null,
        string? body = null,
        string? cseqMethod = null)
    {
        var to = toTag is null ? $"<{uri}>" : $"<{uri}>;tag={toTag}";
        var lines = new List<string>
        {
            $"{method} {uri} SIP/2.0",
            $"Via: SIP/2.0/{transport} {via};branch={branch};rport",
            "Max-Forwards: 70",
            $"From: \"Alice\" <sip:alice@example.com>;tag={fromTag}",
            $"To: {to}",
            $"Call-ID: {callId}",
            $"CSeq: {cseq} {cseqMethod ?? method}",
            "Contact: <sip:alice@198.51.100.7:5060>",
        };
        if (extra is not null)
        {
            lines.AddRange(extra.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return Wire(string.Join(LineEnd, lines) + LineEnd + LineEnd + body);
    }

    /// <summary>A response to a request: its Via lines, From, To, Call-ID and CSeq come back.</summary>
    public static string Response(string request, int status, string? toTag = null, string? extra = null, string? body = null)
    {
        var lines = new List<string> { $"SIP/2.0 {status} Test" };
        foreach (var line in Head(request).Skip(1))
        {
            var name = line[..line.IndexOf(':', StringComparison.Ordinal)].Trim();
            if (name is "Via" or "From" or "Call-ID" or "CSeq" or "Record-Route")
            {
                lines.Add(line);
            }
            else if (name == "To")
            {
                lines.Add(toTag is null || line.Contains(";tag=", StringComparison.Ordinal) ? line : $"{line};tag={toTag}");
            }
        }

        if (extra is not null)
        {
            lines.AddRange(extra.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return Wire(string.Join(LineEnd, lines) + LineEnd + LineEnd + body);
    }

    /// <summary>The value of the first header of that name, or null.</summary>
    public static string? Header(string message, string name) => Headers(message, name) is [var first, ..] ? first : null;

    /// <summary>The values of all headers of that name.</summary>
    public static IReadOnlyList<string> Headers(string message, string name) =>
    [
        .. Head(message).Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];

    /// <summary>A parameter of a header value, such as <c>tag</c> or <c>branch</c>; null when it is absent, empty when it has no value.</summary>
    public static string? Parameter(string? value, string name)
    {
        foreach (var part in (value ?? "").Split(';').Skip(1))
        {
            var pair = part.Split('=', 2);
            if (pair[0].Trim() == name)
            {
                return pair.Length == 2 ? pair[1].Trim() : "";
            }
        }

        return null;
    }

    public static string Body(string message)
    {
        var end = message.IndexOf(LineEnd + LineEnd, StringComparison.Ordinal);
        return end < 0 ? "" : message[(end + 4)..];
    }

    /// <summary>The status of a response, or 0 for a request.</summary>
    public static int StatusOf(string message) =>
        message.StartsWith("SIP/2.0 ", StringComparison.Ordinal) ? int.Parse(message.AsSpan(8, 3), NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>The method of a request, or that in the CSeq of a response.</summary>
    public static string MethodOf(string message) =>
        StatusOf(message) == 0 ? message[..message.IndexOf(' ', StringComparison.Ordinal)] : Header(message, "CSeq")!.Split(' ')[1];

    private static string[] Head(string message)
    {
        var end = message.IndexOf(LineEnd + LineEnd, StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).Split(LineEnd);
    }
}
