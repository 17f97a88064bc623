using Realtime.Sip.Messages;

namespace Realtime.Sip.B2bua;

/// <summary>
/// Which headers cross from one leg to the other: those that describe the body, and those named here. Nothing else does, so
/// that neither side learns of the other's network, and no caller can speak in our name.
/// </summary>
public sealed class B2buaHeaderPolicy
{
    /// <summary>Names that only we may give, with the headers of an attempt.</summary>
    public const string ReservedPrefix = "X-Gateway-";

    /// <summary>What is always each leg's own: dialog, route, capabilities, credentials.</summary>
    private static readonly HashSet<SipHeaderId> OfTheLeg =
    [
        SipHeaderId.Via, SipHeaderId.From, SipHeaderId.To, SipHeaderId.CallId, SipHeaderId.CSeq, SipHeaderId.MaxForwards, SipHeaderId.Contact,
        SipHeaderId.Route, SipHeaderId.RecordRoute, SipHeaderId.Path, SipHeaderId.ServiceRoute, SipHeaderId.ContentLength, SipHeaderId.Allow,
        SipHeaderId.AllowEvents, SipHeaderId.Supported, SipHeaderId.Require, SipHeaderId.ProxyRequire, SipHeaderId.Unsupported,
        SipHeaderId.SessionExpires, SipHeaderId.MinSE, SipHeaderId.RSeq, SipHeaderId.RAck, SipHeaderId.Replaces, SipHeaderId.Join,
        SipHeaderId.TargetDialog, SipHeaderId.ReferTo, SipHeaderId.ReferredBy, SipHeaderId.Authorization, SipHeaderId.ProxyAuthorization,
        SipHeaderId.WwwAuthenticate, SipHeaderId.ProxyAuthenticate, SipHeaderId.AuthenticationInfo,
    ];

    private static readonly HashSet<SipHeaderId> OfTheBody =
    [
        SipHeaderId.ContentType, SipHeaderId.ContentDisposition, SipHeaderId.ContentEncoding, SipHeaderId.ContentLanguage, SipHeaderId.MimeVersion,
    ];

    private static readonly string[] FromCallerByDefault = ["Subject", "Priority", "Accept-Language", "User-to-User", "Reason", "Info-Package"];
    private static readonly string[] FromTargetByDefault = ["User-to-User", "Reason", "Info-Package"];

    private readonly HashSet<SipHeaderId> _fromCaller = [];
    private readonly HashSet<SipHeaderId> _fromTarget = [];
    private readonly HashSet<string> _fromCallerByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _fromTargetByName = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">A name is one that may never cross.</exception>
    public B2buaHeaderPolicy(IEnumerable<string> fromCaller, IEnumerable<string> fromTarget)
    {
        Fill(fromCaller, _fromCaller, _fromCallerByName);
        Fill(fromTarget, _fromTarget, _fromTargetByName);
    }

    /// <summary>What has a meaning at the other end and says nothing of the network between.</summary>
    public static B2buaHeaderPolicy Default { get; } = new(FromCallerByDefault, FromTargetByDefault);

    /// <summary>The default and these names on top.</summary>
    /// <exception cref="ArgumentException">A name is one that may never cross.</exception>
    public static B2buaHeaderPolicy With(IEnumerable<string> fromCaller, IEnumerable<string> fromTarget) =>
        new(FromCallerByDefault.Concat(fromCaller), FromTargetByDefault.Concat(fromTarget));

    /// <summary>The header of that kind may cross.</summary>
    internal bool Crosses(B2buaSide from, SipHeaderId id) => (from == B2buaSide.Caller ? _fromCaller : _fromTarget).Contains(id);

    /// <summary>
    /// Copies the body, byte for byte, and the headers that may cross. A session description without Content-Type gets one: the
    /// OpenAI service sends its 200 so, and carriers do not take it.
    /// </summary>
    internal void Cross(B2buaSide from, SipMessage source, SipMessage copy)
    {
        var (ids, names) = from == B2buaSide.Caller ? (_fromCaller, _fromCallerByName) : (_fromTarget, _fromTargetByName);
        foreach (var header in source.Headers)
        {
            var crosses = header.Id == SipHeaderId.Other
                ? names.Count > 0 && names.Contains(header.Name)
                : ids.Contains(header.Id) || (OfTheBody.Contains(header.Id) && !source.Body.IsEmpty);
            if (crosses)
            {
                copy.Headers.Add(header);
            }
        }

        copy.Body = source.Body;
        if (source.Body.Span.StartsWith("v=0"u8) && !source.Headers.Contains(SipHeaderId.ContentType))
        {
            copy.Headers.Add(SipHeaderId.ContentType, SipMessage.SdpMediaType);
        }
    }

    private static void Fill(IEnumerable<string> source, HashSet<SipHeaderId> ids, HashSet<string> names)
    {
        foreach (var name in source)
        {
            var id = SipHeader.IdOf(name);
            if (OfTheLeg.Contains(id) || name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"The header {name} belongs to its leg and never crosses.", nameof(source));
            }

            _ = id == SipHeaderId.Other ? names.Add(name) : ids.Add(id);
        }
    }
}
