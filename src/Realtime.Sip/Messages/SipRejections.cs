namespace Realtime.Sip.Messages;

/// <summary>The answer to each <see cref="SipRejection"/>, said once.</summary>
public static class SipRejections
{
    /// <summary>Status and reason phrase to answer a request with. A response with that fault is dropped.</summary>
    public static (int Status, string Phrase) StatusOf(SipRejection rejection) => rejection switch
    {
        SipRejection.NotSip => (400, "Not SIP"),
        SipRejection.HeadersIncomplete => (400, "Incomplete Headers"),
        SipRejection.MessageTooLarge => (513, "Message Too Large"),
        SipRejection.HeaderTooLong => (400, "Header Too Long"),
        SipRejection.TooManyHeaders => (400, "Too Many Headers"),
        SipRejection.TooManyVias => (400, "Too Many Via"),
        SipRejection.MalformedHeaderLine => (400, "Malformed Header Line"),
        SipRejection.MalformedStartLine => (400, "Malformed Request Line"),
        SipRejection.MalformedRequestUri => (400, "Malformed Request-URI"),
        SipRejection.RequestUriTooLong => (414, "Request-URI Too Long"),
        SipRejection.VersionNotSupported => (505, "Version Not Supported"),
        SipRejection.StatusCodeOutOfRange => (400, "Malformed Status Line"),
        SipRejection.MissingVia => (400, "Missing Via"),
        SipRejection.MalformedVia => (400, "Malformed Via"),
        SipRejection.MissingFrom => (400, "Missing From"),
        SipRejection.MalformedFrom => (400, "Malformed From"),
        SipRejection.MissingTo => (400, "Missing To"),
        SipRejection.MalformedTo => (400, "Malformed To"),
        SipRejection.MissingCallId => (400, "Missing Call-ID"),
        SipRejection.MalformedCallId => (400, "Malformed Call-ID"),
        SipRejection.MissingCSeq => (400, "Missing CSeq"),
        SipRejection.MalformedCSeq => (400, "Malformed CSeq"),
        SipRejection.CSeqMethodMismatch => (400, "CSeq Method Mismatch"),
        SipRejection.MalformedMaxForwards => (400, "Malformed Max-Forwards"),
        SipRejection.MalformedContact => (400, "Malformed Contact"),
        SipRejection.MalformedRoute => (400, "Malformed Route"),
        SipRejection.RepeatedHeader => (400, "Repeated Header"),
        SipRejection.MalformedContentLength => (400, "Malformed Content-Length"),
        SipRejection.BodyTruncated => (400, "Body Shorter Than Content-Length"),
        _ => throw new ArgumentOutOfRangeException(nameof(rejection), rejection, "Nothing was rejected."),
    };
}
