using System.Runtime.InteropServices;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// One pass over one message. The first fault is kept as the reason, but reading goes on where it can, because a refused request is answered
/// from its Via, From, To, Call-ID and CSeq.
/// </summary>
internal ref struct SipMessageReader
{
    private readonly SipParserLimits _limits;
    private ArraySegment<byte> _bytes;
    private SipRejection _rejection;
    private SipHeader[] _headers;
    private int _count;

    // Start line
    private bool _isResponse;
    private bool _isRequest;
    private SipMethod _method;
    private SipUri? _requestUri;
    private int _status;
    private string _phrase;

    public SipMessageReader(ReadOnlyMemory<byte> message, SipParserLimits limits)
    {
        _limits = limits;
        _bytes = MemoryMarshal.TryGetArray(message, out var segment) ? segment : new ArraySegment<byte>(message.ToArray());
        _headers = [];
        _phrase = "";
    }

    public SipParseResult Read()
    {
        if (_bytes.Count > _limits.MaxMessageBytes)
        {
            return new SipParseResult(SipRejection.MessageTooLarge, null);
        }

        // §7.5: empty lines before the start line are ignored.
        while (_bytes.AsSpan().StartsWith("\r\n"u8))
        {
            _bytes = _bytes[2..];
        }

        var end = _bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 2;
        if (end < 2)
        {
            return new SipParseResult(SipRejection.HeadersIncomplete, null);
        }

        if (end > ushort.MaxValue)
        {
            return new SipParseResult(SipRejection.MessageTooLarge, null);
        }

        if (_bytes.Offset + end > ushort.MaxValue)
        {
            // Headers point into the array with 16 bits.
            _bytes = new ArraySegment<byte>(_bytes.ToArray());
        }

        var lines = new SipLineReader(_bytes.AsSpan(0, end), 0);
        if (lines.MoveNext(mayFold: false))
        {
            ReadStartLine(_bytes.AsSpan(0, lines.LineEnd));
        }

        ReadHeaders(ref lines, end);
        return _isRequest || _isResponse ? Finish(end + 2) : new SipParseResult(SipRejection.NotSip, null);
    }

    private void Note(SipRejection rejection)
    {
        if (_rejection == SipRejection.None)
        {
            _rejection = rejection;
        }
    }

    private void ReadStartLine(ReadOnlySpan<byte> line)
    {
        if (line.Length > _limits.MaxHeaderLineBytes)
        {
            Note(SipRejection.HeaderTooLong);
        }

        var trimmed = SipGrammar.Trim(line);
        var lastSpace = trimmed.LastIndexOf((byte)' ');
        if (IsVersion(line[..Math.Max(line.IndexOf((byte)' '), 0)], out var isTwo))
        {
            _isResponse = true;
            ReadStatusLine(line, isTwo);
        }
        else if (lastSpace > 0 && IsVersion(trimmed[(lastSpace + 1)..], out isTwo))
        {
            _isRequest = true;
            if (!isTwo)
            {
                Note(SipRejection.VersionNotSupported);
            }

            ReadRequestLine(line);
        }
    }

    /// <summary>SIP "/" digits "." digits, case-insensitive (§7.1).</summary>
    private static bool IsVersion(ReadOnlySpan<byte> text, out bool isTwo)
    {
        isTwo = Ascii.EqualsIgnoreCase(text, "SIP/2.0"u8);
        if (isTwo || text.Length < 4 || !Ascii.EqualsIgnoreCase(text[..4], "SIP/"u8))
        {
            return isTwo;
        }

        var dot = SipGrammar.SkipDigits(text, 4);
        return dot > 4 && dot + 1 < text.Length && text[dot] == '.' && SipGrammar.SkipDigits(text, dot + 1) == text.Length;
    }

    // §7.1: method SP Request-URI SP version, each separated by exactly one space.
    private void ReadRequestLine(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (!SipMethod.TryParse(line[..first], out _method) || first == last || last == line.Length - 1)
        {
            Note(SipRejection.MalformedStartLine);
            return;
        }

        var uri = new Range(first + 1, last);
        if (line[uri].Length > _limits.MaxUriBytes)
        {
            Note(SipRejection.RequestUriTooLong);
        }
        else if (!SipUri.TryParseOwned(_bytes.AsMemory()[uri], out _requestUri) || _requestUri.HasHeaders)
        {
            // §19.1.1: a Request-URI has no headers; to take them for headers of this request would be injection.
            _requestUri = null;
            Note(SipRejection.MalformedRequestUri);
        }
    }

    // §7.2: version SP three digits SP phrase; the space before an empty phrase is missing in some peers.
    private void ReadStatusLine(ReadOnlySpan<byte> line, bool isTwo)
    {
        const int codeAt = 8;
        if (!isTwo)
        {
            Note(SipRejection.VersionNotSupported);
            return;
        }

        var end = SipGrammar.SkipDigits(line, codeAt);
        if (end != codeAt + 3 || !SipGrammar.TryParseNumber(line[codeAt..end], 699, out var status) || status < 100
            || (end < line.Length && line[end] != ' '))
        {
            Note(SipRejection.StatusCodeOutOfRange);
            return;
        }

        _status = (int)status;
        var phrase = end < line.Length ? line[(end + 1)..] : default;
        var usual = SipReasonPhrases.For(_status);
        _phrase = Ascii.Equals(phrase, usual) ? usual : Encoding.UTF8.GetString(phrase);
    }

    private void ReadHeaders(ref SipLineReader lines, int end)
    {
        var lineCount = _bytes.AsSpan(lines.Position, end - lines.Position).Count((byte)'\n');
        _headers = new SipHeader[Math.Min(lineCount, _limits.MaxHeaders)];
        while (lines.MoveNext(mayFold: true))
        {
            if (_count == _headers.Length)
            {
                Note(SipRejection.TooManyHeaders);
                return;
            }

            if (lines.LineEnd - lines.LineStart > _limits.MaxHeaderLineBytes)
            {
                Note(SipRejection.HeaderTooLong);
                continue;
            }

            ReadHeader(lines.LineStart, lines.LineEnd, lines.IsFolded);
        }

        if (lines.IsMalformed)
        {
            Note(SipRejection.MalformedHeaderLine);
        }
    }

    private void ReadHeader(int start, int end, bool isFolded)
    {
        var line = _bytes.AsSpan(start, end - start);
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? default : line[..colon].TrimEnd(" \t"u8);
        if (!SipGrammar.IsToken(name) || name.Length > SipHeader.MaxNameLength)
        {
            Note(SipRejection.MalformedHeaderLine);
            return;
        }

        var id = SipHeaderNames.IdOf(name);
        if (isFolded)
        {
            var own = line.ToArray();
            var length = SipLineReader.Unfold(own);
            _headers[_count++] = Slice(id, own, 0, name.Length, colon + 1, length);
        }
        else
        {
            _headers[_count++] = Slice(id, _bytes.Array!, _bytes.Offset + start, name.Length, _bytes.Offset + start + colon + 1, _bytes.Offset + end);
        }
    }

    private static SipHeader Slice(SipHeaderId id, byte[] source, int nameStart, int nameLength, int valueStart, int valueEnd)
    {
        var value = source.AsSpan(valueStart, valueEnd - valueStart);
        var trimmed = value.TrimStart(" \t"u8);
        valueStart += value.Length - trimmed.Length;
        return new SipHeader(id, source, nameStart, nameLength, valueStart, trimmed.TrimEnd(" \t"u8).Length);
    }

    private SipParseResult Finish(int bodyStart)
    {
        var check = new SipMandatoryCheck(_headers.AsSpan(0, _count), _limits, _isRequest);
        check.Run();
        if (check.Rejection != SipRejection.None)
        {
            Note(check.Rejection);
        }

        if (_isRequest && _requestUri is not null && check.HasCSeq && check.CSeq.Method != _method)
        {
            Note(SipRejection.CSeqMethodMismatch);
        }

        var body = ReadBody(bodyStart, check.ContentLength);
        var headers = new SipHeaderList(_headers, _count);
        if (_rejection == SipRejection.None)
        {
            SipMessage message = _isRequest
                ? new SipRequest(_method, _requestUri!, headers, body)
                : new SipResponse(_status, _phrase, headers, body);
            message.Prime(check);
            return new SipParseResult(message);
        }

        return new SipParseResult(_rejection, AnswerableOf(headers, check));
    }

    private readonly SipRequest? AnswerableOf(SipHeaderList headers, SipMandatoryCheck check)
    {
        var method = _method.Name.Length > 0 ? _method : check.CSeq.Method;
        return _isRequest && check.CanBeAnswered && method != SipMethod.Ack
            ? new SipRequest(method, _requestUri ?? UnreadableUri, headers, default)
            : null;
    }

    private static SipUri UnreadableUri { get; } = SipUri.Parse("sip:unreadable.invalid");

    // §18.3: a datagram without Content-Length ends the body, one with more than that is cut, one with less is refused.
    private ReadOnlyMemory<byte> ReadBody(int start, int? contentLength)
    {
        var rest = _bytes.Count - start;
        if (contentLength > rest)
        {
            Note(SipRejection.BodyTruncated);
            return default;
        }

        return _bytes.AsMemory(start, contentLength ?? rest);
    }
}
