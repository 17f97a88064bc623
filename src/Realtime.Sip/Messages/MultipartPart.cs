namespace Realtime.Sip.Messages;

/// <summary>One part of a multipart body: its own headers and its bytes.</summary>
public sealed class MultipartPart
{
    internal MultipartPart(SipHeaderList headers, ReadOnlyMemory<byte> body)
    {
        Headers = headers;
        Body = body;
    }

    /// <summary>Content-Type, Content-ID, Content-Disposition and so on.</summary>
    public SipHeaderList Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The media type without parameters; <c>text/plain</c> when the part names none (RFC 2046 §5.1).</summary>
    public string MediaType => Headers.First(SipHeaderId.ContentType) is { } type ? MediaTypes.WithoutParameters(type) : "text/plain";
}
