using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// What is known of each header: canonical name, compact form (RFC 3261 §7.3.3 and the IANA table), whether its values are separated by commas,
/// and whether a second one in a message is an error. The one table; a new header is one row and one enum member.
/// </summary>
internal static class SipHeaderNames
{
    private static readonly (SipHeaderId Id, string Name, string Compact, Shape Shape)[] Rows =
    [
        (SipHeaderId.Via, "Via", "v", Shape.List),
        (SipHeaderId.From, "From", "f", Shape.Single),
        (SipHeaderId.To, "To", "t", Shape.Single),
        (SipHeaderId.CallId, "Call-ID", "i", Shape.Single),
        (SipHeaderId.CSeq, "CSeq", "", Shape.Single),
        (SipHeaderId.MaxForwards, "Max-Forwards", "", Shape.Single),
        (SipHeaderId.Contact, "Contact", "m", Shape.List),
        (SipHeaderId.Route, "Route", "", Shape.List),
        (SipHeaderId.RecordRoute, "Record-Route", "", Shape.List),
        (SipHeaderId.ContentType, "Content-Type", "c", Shape.Single),
        (SipHeaderId.ContentLength, "Content-Length", "l", Shape.Single),
        (SipHeaderId.ContentDisposition, "Content-Disposition", "", Shape.Single),
        (SipHeaderId.ContentEncoding, "Content-Encoding", "e", Shape.List),
        (SipHeaderId.ContentLanguage, "Content-Language", "", Shape.List),
        (SipHeaderId.MimeVersion, "MIME-Version", "", Shape.Single),
        (SipHeaderId.Allow, "Allow", "", Shape.List),
        (SipHeaderId.AllowEvents, "Allow-Events", "u", Shape.List),
        (SipHeaderId.Supported, "Supported", "k", Shape.List),
        (SipHeaderId.Require, "Require", "", Shape.List),
        (SipHeaderId.ProxyRequire, "Proxy-Require", "", Shape.List),
        (SipHeaderId.Unsupported, "Unsupported", "", Shape.List),
        (SipHeaderId.Accept, "Accept", "", Shape.List),
        (SipHeaderId.AcceptEncoding, "Accept-Encoding", "", Shape.List),
        (SipHeaderId.AcceptLanguage, "Accept-Language", "", Shape.List),
        (SipHeaderId.Expires, "Expires", "", Shape.Single),
        (SipHeaderId.MinExpires, "Min-Expires", "", Shape.Single),
        (SipHeaderId.SessionExpires, "Session-Expires", "x", Shape.Single),
        (SipHeaderId.MinSE, "Min-SE", "", Shape.Single),
        (SipHeaderId.RSeq, "RSeq", "", Shape.Single),
        (SipHeaderId.RAck, "RAck", "", Shape.Single),
        (SipHeaderId.ReferTo, "Refer-To", "r", Shape.Single),
        (SipHeaderId.ReferredBy, "Referred-By", "b", Shape.Single),
        (SipHeaderId.ReferSub, "Refer-Sub", "", Shape.Single),
        (SipHeaderId.Replaces, "Replaces", "", Shape.Single),
        (SipHeaderId.Join, "Join", "", Shape.Single),
        (SipHeaderId.TargetDialog, "Target-Dialog", "", Shape.Single),
        (SipHeaderId.Reason, "Reason", "", Shape.List),
        (SipHeaderId.RetryAfter, "Retry-After", "", Shape.Single),
        (SipHeaderId.Warning, "Warning", "", Shape.List),
        (SipHeaderId.UserAgent, "User-Agent", "", Shape.Text),
        (SipHeaderId.Server, "Server", "", Shape.Text),
        (SipHeaderId.Authorization, "Authorization", "", Shape.Text),
        (SipHeaderId.ProxyAuthorization, "Proxy-Authorization", "", Shape.Text),
        (SipHeaderId.WwwAuthenticate, "WWW-Authenticate", "", Shape.Text),
        (SipHeaderId.ProxyAuthenticate, "Proxy-Authenticate", "", Shape.Text),
        (SipHeaderId.AuthenticationInfo, "Authentication-Info", "", Shape.Text),
        (SipHeaderId.PAssertedIdentity, "P-Asserted-Identity", "", Shape.List),
        (SipHeaderId.PPreferredIdentity, "P-Preferred-Identity", "", Shape.List),
        (SipHeaderId.PCalledPartyId, "P-Called-Party-ID", "", Shape.Text),
        (SipHeaderId.PAccessNetworkInfo, "P-Access-Network-Info", "", Shape.List),
        (SipHeaderId.PChargingVector, "P-Charging-Vector", "", Shape.Text),
        (SipHeaderId.PEarlyMedia, "P-Early-Media", "", Shape.List),
        (SipHeaderId.RemotePartyId, "Remote-Party-ID", "", Shape.List),
        (SipHeaderId.Privacy, "Privacy", "", Shape.Text),
        (SipHeaderId.Diversion, "Diversion", "", Shape.List),
        (SipHeaderId.HistoryInfo, "History-Info", "", Shape.List),
        (SipHeaderId.Identity, "Identity", "y", Shape.Text),
        (SipHeaderId.Event, "Event", "o", Shape.Single),
        (SipHeaderId.SubscriptionState, "Subscription-State", "", Shape.Single),
        (SipHeaderId.Subject, "Subject", "s", Shape.Text),
        (SipHeaderId.Date, "Date", "", Shape.Text),
        (SipHeaderId.Timestamp, "Timestamp", "", Shape.Text),
        (SipHeaderId.Priority, "Priority", "", Shape.Text),
        (SipHeaderId.Organization, "Organization", "", Shape.Text),
        (SipHeaderId.AlertInfo, "Alert-Info", "", Shape.List),
        (SipHeaderId.CallInfo, "Call-Info", "", Shape.List),
        (SipHeaderId.ErrorInfo, "Error-Info", "", Shape.List),
        (SipHeaderId.InReplyTo, "In-Reply-To", "", Shape.List),
        (SipHeaderId.ReplyTo, "Reply-To", "", Shape.Single),
        (SipHeaderId.Path, "Path", "", Shape.List),
        (SipHeaderId.ServiceRoute, "Service-Route", "", Shape.List),
        (SipHeaderId.RequestDisposition, "Request-Disposition", "d", Shape.List),
        (SipHeaderId.AcceptContact, "Accept-Contact", "a", Shape.List),
        (SipHeaderId.RejectContact, "Reject-Contact", "j", Shape.List),
        (SipHeaderId.UserToUser, "User-to-User", "", Shape.List),
        (SipHeaderId.SessionId, "Session-ID", "", Shape.Text),
        (SipHeaderId.Geolocation, "Geolocation", "", Shape.List),
        (SipHeaderId.InfoPackage, "Info-Package", "", Shape.Single),
        (SipHeaderId.RecvInfo, "Recv-Info", "", Shape.List),
        (SipHeaderId.SipETag, "SIP-ETag", "", Shape.Single),
        (SipHeaderId.SipIfMatch, "SIP-If-Match", "", Shape.Single),
    ];

    private static readonly string[] Names = new string[Rows.Length + 1];
    private static readonly byte[][] NameBytes = new byte[Rows.Length + 1][];
    private static readonly Shape[] Shapes = new Shape[Rows.Length + 1];

    // Chains of ids by a cheap hash of the name: 256 buckets for some 110 names keep a look-up at one or two comparisons.
    private static readonly byte[][] Buckets = new byte[256][];
    private static readonly SipHeaderId[] CompactIds = new SipHeaderId[26];

    private enum Shape : byte
    {
        Text,
        List,
        Single,
    }

    static SipHeaderNames()
    {
        Array.Fill(Buckets, []);
        Names[0] = "";
        NameBytes[0] = [];
        foreach (var (id, name, compact, shape) in Rows)
        {
            Names[(int)id] = name;
            NameBytes[(int)id] = Encoding.ASCII.GetBytes(name);
            Shapes[(int)id] = shape;
            var bucket = HashOf(NameBytes[(int)id]);
            Buckets[bucket] = [.. Buckets[bucket], (byte)id];
            if (compact.Length > 0)
            {
                CompactIds[compact[0] - 'a'] = id;
            }
        }
    }

    public static string NameOf(SipHeaderId id) => Names[(int)id];

    public static ReadOnlyMemory<byte> BytesOf(SipHeaderId id) => NameBytes[(int)id];

    /// <summary>Several values may share a line, separated by commas.</summary>
    public static bool IsList(SipHeaderId id) => Shapes[(int)id] == Shape.List;

    /// <summary>A message has at most one of these; two would let two readers see two different messages.</summary>
    public static bool IsSingle(SipHeaderId id) => Shapes[(int)id] == Shape.Single;

    public static SipHeaderId IdOf(ReadOnlySpan<byte> name)
    {
        if (name.Length == 1)
        {
            var letter = (name[0] | 0x20) - 'a';
            return letter is >= 0 and < 26 ? CompactIds[letter] : SipHeaderId.Other;
        }

        if (!name.IsEmpty)
        {
            foreach (var id in Buckets[HashOf(name)])
            {
                if (Ascii.EqualsIgnoreCase(name, NameBytes[id]))
                {
                    return (SipHeaderId)id;
                }
            }
        }

        return SipHeaderId.Other;
    }

    private static int HashOf(ReadOnlySpan<byte> name) =>
        ((name.Length * 31) + ((name[0] | 0x20) * 7) + ((name[^1] | 0x20) * 13) + ((name[name.Length / 2] | 0x20) * 3)) & 0xFF;
}
