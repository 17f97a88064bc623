using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>A multipart body (RFC 5621, RFC 2046 §5.1) cut into its parts, which point into the body.</summary>
public sealed class MultipartBody
{
    /// <summary>SDP, ISUP or QSIG, a location and an identity document are the most that is seen together.</summary>
    public const int MaxParts = 32;

    private const int MaxBoundaryLength = 70;

    private MultipartBody(List<MultipartPart> parts) => Parts = parts;

    public IReadOnlyList<MultipartPart> Parts { get; }

    /// <summary>False when the type is no multipart, has no boundary, or the body breaks the rules or has more than <see cref="MaxParts"/> parts.</summary>
    public static bool TryParse(string contentType, ReadOnlyMemory<byte> body, [NotNullWhen(true)] out MultipartBody? multipart)
    {
        multipart = null;
        var boundary = MediaTypes.ParameterOf(contentType, "boundary");
        if (!MediaTypes.WithoutParameters(contentType).StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            || boundary is null or "" || boundary.Length > MaxBoundaryLength)
        {
            return false;
        }

        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var parts = new List<MultipartPart>();
        var at = NextDelimiter(body.Span, 0, delimiter, out var isLast, out var contentStart);
        while (at >= 0 && !isLast)
        {
            var start = contentStart;
            at = NextDelimiter(body.Span, start, delimiter, out isLast, out contentStart);
            if (at < 0 || parts.Count == MaxParts || !TryParsePart(body[start..Math.Max(start, at - 2)], out var part))
            {
                return false;
            }

            parts.Add(part);
        }

        multipart = parts.Count > 0 ? new MultipartBody(parts) : null;
        return multipart is not null;
    }

    /// <summary>The first part of that media type, or null.</summary>
    public MultipartPart? Find(string mediaType)
    {
        foreach (var part in Parts)
        {
            if (string.Equals(part.MediaType, mediaType, StringComparison.OrdinalIgnoreCase))
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>Finds a line that is the delimiter, perhaps with <c>--</c> and white space behind it; returns its start or -1.</summary>
    private static int NextDelimiter(ReadOnlySpan<byte> body, int from, ReadOnlySpan<byte> delimiter, out bool isLast, out int contentStart)
    {
        isLast = false;
        contentStart = -1;
        while (true)
        {
            var found = body[from..].IndexOf(delimiter);
            if (found < 0)
            {
                return -1;
            }

            var start = from + found;
            var end = start + delimiter.Length;
            isLast = body[end..].StartsWith("--"u8);
            end = SipGrammar.SkipWhitespace(body, isLast ? end + 2 : end);
            var startsLine = start == 0 || body[..start].EndsWith("\r\n"u8);
            if (startsLine && (body[end..].StartsWith("\r\n"u8) || (isLast && end == body.Length)))
            {
                contentStart = Math.Min(end + 2, body.Length);
                return start;
            }

            from = start + delimiter.Length;
        }
    }

    private static bool TryParsePart(ReadOnlyMemory<byte> content, [NotNullWhen(true)] out MultipartPart? part)
    {
        part = null;
        var headers = new SipHeaderList();
        if (content.Span.StartsWith("\r\n"u8))
        {
            part = new MultipartPart(headers, content[2..]);
            return true;
        }

        var end = content.Span.IndexOf("\r\n\r\n"u8);
        var section = end < 0 ? content.Span : content.Span[..(end + 2)];
        var lines = new SipLineReader(end < 0 ? [.. section, .. "\r\n"u8] : section, 0);
        while (lines.MoveNext(mayFold: true))
        {
            var line = section[lines.LineStart..lines.LineEnd].ToArray();
            var length = SipLineReader.Unfold(line);
            var colon = line.AsSpan(0, length).IndexOf((byte)':');
            if (colon <= 0 || headers.Count == MaxParts || !SipHeader.TryMake(line.AsSpan(0, colon), line.AsSpan(colon + 1, length - colon - 1), out var header))
            {
                return false;
            }

            headers.Add(header);
        }

        part = new MultipartPart(headers, end < 0 ? default : content[(end + 4)..]);
        return !lines.IsMalformed;
    }
}
