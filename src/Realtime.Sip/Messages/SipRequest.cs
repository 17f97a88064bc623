namespace Realtime.Sip.Messages;

/// <summary>A request (RFC 3261 §7.1).</summary>
public sealed class SipRequest : SipMessage
{
    public SipRequest(SipMethod method, SipUri requestUri)
        : this(method, requestUri, new SipHeaderList(), default)
    {
    }

    internal SipRequest(SipMethod method, SipUri requestUri, SipHeaderList headers, ReadOnlyMemory<byte> body)
        : base(headers, body)
    {
        Method = method;
        RequestUri = requestUri;
    }

    public SipMethod Method { get; }

    /// <summary>Where the request goes. Headers of the URI are dropped: a Request-URI has none (RFC 3261 §19.1.1).</summary>
    public SipUri RequestUri
    {
        get;
        set => field = value.WithoutHeaders();
    }

    private protected override int StartLineLength => Method.Name.Length + RequestUri.Length + " ".Length + SipParser.VersionLineEnd.Length;

    private protected override int WriteStartLine(Span<byte> destination)
    {
        var at = 0;
        Append(destination, ref at, Method.Name);
        Append(destination, ref at, " "u8);
        Append(destination, ref at, RequestUri.Bytes);
        Append(destination, ref at, SipParser.VersionLineEnd);
        return at;
    }
}
