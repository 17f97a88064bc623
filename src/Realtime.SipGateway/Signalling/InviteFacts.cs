using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <summary>Reads the facts of a call from its INVITE: capped, and only what rules and records need.</summary>
internal static class InviteFacts
{
    /// <summary>Headers kept as facts; carriers send some 20.</summary>
    public const int MaxHeaders = 64;

    /// <summary>Characters kept of one value.</summary>
    public const int MaxValue = 512;

    /// <summary>Headers that hold credentials: never a fact (P6).</summary>
    private static readonly SipHeaderId[] Secret =
    [
        SipHeaderId.Authorization, SipHeaderId.ProxyAuthorization, SipHeaderId.WwwAuthenticate, SipHeaderId.ProxyAuthenticate,
    ];

    public static CallFacts Read(SipRequest invite, Trunk trunk, string mediaSecurity)
    {
        var caller = CallerOf(invite);
        return new CallFacts
        {
            Source = CallSourceKind.Sip,
            Trunk = trunk.Name,
            Dialled = Cap(invite.RequestUri.User ?? ""),
            Caller = IsAnonymous(invite, caller.Uri) ? "" : Cap(caller.Uri.User ?? ""),
            CallerName = caller.DisplayName is { } name ? Cap(name) : null,
            SipCallId = Cap(invite.CallId),
            MediaSecurity = mediaSecurity,
            Headers =
            [
                .. invite.Headers.Where(header => !Secret.Contains(header.Id)).Take(MaxHeaders)
                    .Select(header => new KeyValuePair<string, string>(header.Name, Cap(header.Value))),
            ],
        };
    }

    /// <summary>The network's word (RFC 3325) before the caller's own.</summary>
    private static NameAddress CallerOf(SipRequest invite) =>
        invite.Headers.TryReadAddresses(SipHeaderId.PAssertedIdentity, out var asserted) && asserted.Count > 0 ? asserted[0] : invite.From;

    private static bool IsAnonymous(SipRequest invite, SipUri caller) =>
        string.Equals(caller.User, "anonymous", StringComparison.OrdinalIgnoreCase)
        || (caller.Host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase) && !invite.Headers.Contains(SipHeaderId.PAssertedIdentity));

    private static string Cap(string text) => text.Length <= MaxValue ? text : text[..MaxValue];
}
