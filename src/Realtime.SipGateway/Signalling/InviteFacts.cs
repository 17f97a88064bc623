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

    /// <summary>Headers that would tell who a withheld caller is.</summary>
    private static readonly SipHeaderId[] Identifying =
    [
        SipHeaderId.From, SipHeaderId.Contact, SipHeaderId.PAssertedIdentity, SipHeaderId.PPreferredIdentity, SipHeaderId.RemotePartyId, SipHeaderId.Identity,
        SipHeaderId.ReplyTo, SipHeaderId.CallInfo,
    ];

    public static CallFacts Read(SipRequest invite, Trunk trunk, string mediaSecurity)
    {
        var parties = trunk.Headers.Read(invite);
        return new CallFacts
        {
            Source = CallSourceKind.Sip,
            Trunk = trunk.Name,
            Dialled = Cap(parties.Dialled),
            Caller = Cap(parties.Caller),
            DialledAsSent = parties.DialledAsSent is { } dialled ? Cap(dialled) : null,
            CallerAsSent = parties.CallerAsSent is { } sent ? Cap(sent) : null,
            CallerName = parties.CallerName is { } name ? Cap(name) : null,
            SipCallId = Cap(invite.CallId),
            MediaSecurity = mediaSecurity,
            Headers =
            [
                .. invite.Headers
                    .Where(header => !Secret.Contains(header.Id) && !(parties.IsWithheld && (Identifying.Contains(header.Id) || trunk.Headers.CallerHeaders.Contains(header.Name))))
                    .Take(MaxHeaders)
                    .Select(header => new KeyValuePair<string, string>(header.Name, Cap(header.Value))),
            ],
        };
    }

    private static string Cap(string text) => text.Length <= MaxValue ? text : text[..MaxValue];
}
