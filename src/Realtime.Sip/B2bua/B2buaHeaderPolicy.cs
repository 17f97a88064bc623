using System.Text;
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

    /// <summary>The header says something of the body and nothing else.</summary>
    internal static bool IsOfTheBody(SipHeader header) => OfTheBody.Contains(header.Id);

    private static readonly string[] FromCallerByDefault = ["Subject", "Priority", "Accept-Language", "User-to-User", "Reason", "Info-Package"];
    private static readonly string[] FromTargetByDefault = ["User-to-User", "Reason", "Info-Package"];

    private readonly HashSet<SipHeaderId> _fromCaller = [];
    private readonly HashSet<SipHeaderId> _fromTarget = [];
    private readonly HashSet<string> _fromCallerByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _fromTargetByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, byte[]> _renamedFromCaller = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, byte[]> _renamedFromTarget = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">A name is one that may never cross.</exception>
    public B2buaHeaderPolicy(IEnumerable<string> fromCaller, IEnumerable<string> fromTarget)
    {
        Fill(fromCaller, _fromCaller, _fromCallerByName);
        Fill(fromTarget, _fromTarget, _fromTargetByName);
    }

    /// <summary>What has a meaning at the other end and says nothing of the network between.</summary>
    public static B2buaHeaderPolicy Default { get; } = new(FromCallerByDefault, FromTargetByDefault);

    /// <summary>The default and these names on top; those that are renamed cross under their new name only.</summary>
    /// <exception cref="ArgumentException">A name is one that may never cross.</exception>
    public static B2buaHeaderPolicy With(
        IEnumerable<string> fromCaller,
        IEnumerable<string> fromTarget,
        IEnumerable<KeyValuePair<string, string>>? renamedFromCaller = null,
        IEnumerable<KeyValuePair<string, string>>? renamedFromTarget = null)
    {
        var policy = new B2buaHeaderPolicy(FromCallerByDefault.Concat(fromCaller), FromTargetByDefault.Concat(fromTarget));
        Fill(renamedFromCaller ?? [], policy._renamedFromCaller);
        Fill(renamedFromTarget ?? [], policy._renamedFromTarget);
        return policy;
    }

    /// <summary>Whether a header of that name may be let across at all, under its own name or as the new name of another.</summary>
    public static bool MayCross(string name) =>
        SipGrammar.IsToken(Encoding.UTF8.GetBytes(name)) && !OfTheLeg.Contains(SipHeader.IdOf(name))
        && !name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The header of that kind may cross.</summary>
    internal bool Crosses(B2buaSide from, SipHeaderId id) => (from == B2buaSide.Caller ? _fromCaller : _fromTarget).Contains(id);

    /// <summary>
    /// Copies the body, byte for byte, and the headers that may cross. A session description without Content-Type gets one: the
    /// OpenAI service sends its 200 so, and carriers do not take it.
    /// </summary>
    internal void Cross(B2buaSide from, SipMessage source, SipMessage copy)
    {
        var (ids, names, renamed) = from == B2buaSide.Caller
            ? (_fromCaller, _fromCallerByName, _renamedFromCaller)
            : (_fromTarget, _fromTargetByName, _renamedFromTarget);
        foreach (var header in source.Headers)
        {
            if (renamed.Count > 0 && renamed.TryGetValue(header.Name, out var newName))
            {
                copy.Headers.Add(SipHeader.Of(newName, header.ValueBytes.Span));
                continue;
            }

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

    private static void Check(string name)
    {
        if (!MayCross(name))
        {
            throw new ArgumentException($"The header {name} belongs to its leg and never crosses.", nameof(name));
        }
    }

    private static void Fill(IEnumerable<KeyValuePair<string, string>> source, Dictionary<string, byte[]> names)
    {
        foreach (var (name, newName) in source)
        {
            Check(name);
            Check(newName);
            names[name] = Encoding.ASCII.GetBytes(newName);
        }
    }

    private static void Fill(IEnumerable<string> source, HashSet<SipHeaderId> ids, HashSet<string> names)
    {
        foreach (var name in source)
        {
            Check(name);
            var id = SipHeader.IdOf(name);
            _ = id == SipHeaderId.Other ? names.Add(name) : ids.Add(id);
        }
    }
}
