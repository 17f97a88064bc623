using System.Globalization;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <summary>The <c>Reason</c> header of a call that a rule refuses: a Q.850 cause for networks that go by it, or a text (RFC 3326, in responses RFC 6432).</summary>
internal static class RefusalReason
{
    /// <summary>Null when the rule says nothing but the status.</summary>
    public static SipHeader? Of(CallDecision decision)
    {
        var text = decision.ReasonText is { } words ? $";text=\"{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : "";
        return (decision.Q850Cause, decision.ReasonText) switch
        {
            ({ } cause, _) => Header(string.Create(CultureInfo.InvariantCulture, $"Q.850;cause={cause}"), text),
            (null, not null) => Header(string.Create(CultureInfo.InvariantCulture, $"SIP;cause={decision.SipStatus ?? 603}"), text),
            _ => null,
        };
    }

    private static SipHeader Header(string protocol, string text) => new(SipHeaderId.Reason, protocol + text);
}
