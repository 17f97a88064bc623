using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>A response (RFC 3261 §7.2).</summary>
public sealed class SipResponse : SipMessage
{
    private const int MaxTagLength = 128;

    /// <exception cref="ArgumentOutOfRangeException">The status is not within 100 and 699.</exception>
    /// <exception cref="ArgumentException">The phrase has a line break or NUL.</exception>
    public SipResponse(int statusCode, string? reasonPhrase = null)
        : this(statusCode, reasonPhrase ?? SipReasonPhrases.For(statusCode), new SipHeaderList(), default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 699);
        if (ReasonPhrase.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A reason phrase has no CR, LF or NUL.", nameof(reasonPhrase));
        }
    }

    internal SipResponse(int statusCode, string reasonPhrase, SipHeaderList headers, ReadOnlyMemory<byte> body)
        : base(headers, body)
    {
        StatusCode = statusCode;
        ReasonPhrase = reasonPhrase;
    }

    public int StatusCode { get; }

    public string ReasonPhrase { get; }

    public bool IsProvisional => StatusCode < 200;

    public bool IsSuccess => StatusCode is >= 200 and < 300;

    public bool IsFinal => StatusCode >= 200;

    private protected override int StartLineLength => "SIP/2.0 200 \r\n".Length + Encoding.UTF8.GetByteCount(ReasonPhrase);

    /// <summary>
    /// A response to the request (RFC 3261 §8.2.6): Via, From, To (with a tag when one is given and the request had none), Call-ID and CSeq
    /// copied; Record-Route too where the response makes or may make a dialog (§12.1.1), Timestamp into a 100.
    /// </summary>
    /// <exception cref="ArgumentException">The tag is not a token.</exception>
    public static SipResponse CreateFor(SipRequest request, int status, string? reason = null, string? toTag = null)
    {
        var response = new SipResponse(status, reason);
        var headers = response.Headers;
        headers.AddAll(SipHeaderId.Via, request.Headers);
        if (status is > 100 and < 300 && request.Method.CreatesDialog)
        {
            headers.AddAll(SipHeaderId.RecordRoute, request.Headers);
        }

        headers.AddFirstOf(SipHeaderId.From, request.Headers);
        if (toTag is not null && status > 100 && request.To.Tag is null)
        {
            headers.Add(WithTag(request, toTag));
        }
        else
        {
            headers.AddFirstOf(SipHeaderId.To, request.Headers);
        }

        headers.AddFirstOf(SipHeaderId.CallId, request.Headers);
        headers.AddFirstOf(SipHeaderId.CSeq, request.Headers);
        if (status == 100)
        {
            headers.AddFirstOf(SipHeaderId.Timestamp, request.Headers);
        }

        return response;
    }

    // The value has no tag yet, so one can be put behind whatever it is, without taking it apart.
    private static SipHeader WithTag(SipRequest request, string tag)
    {
        Span<byte> parameter = stackalloc byte[MaxTagLength];
        ";tag="u8.CopyTo(parameter);
        if (!Encoding.UTF8.TryGetBytes(tag, parameter[5..], out var length) || !SipGrammar.IsToken(parameter.Slice(5, length)))
        {
            throw new ArgumentException("A tag is a token of at most 123 characters.", nameof(tag));
        }

        request.Headers.TryGet(SipHeaderId.To, out var to);
        return SipHeader.OfTrusted(SipHeaderId.To, to.ValueBytes.Span, parameter[..(5 + length)]);
    }

    private protected override int WriteStartLine(Span<byte> destination)
    {
        var at = 0;
        Append(destination, ref at, "SIP/2.0 "u8);
        Append(destination, ref at, StatusCode);
        Append(destination, ref at, " "u8);
        Append(destination, ref at, ReasonPhrase);
        Append(destination, ref at, "\r\n"u8);
        return at;
    }
}
