using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>One event as a line between the lanes carrier, gateway and vendor.</summary>
/// <param name="From">Lane that it leaves; the same as <paramref name="To"/> for what happens at the gateway.</param>
/// <param name="To">Lane that it reaches.</param>
/// <param name="Label">Stands in the line.</param>
/// <param name="Stroke"><c>-</c> SIP, <c>=</c> REST and webhook, <c>~</c> sideband.</param>
internal sealed record LadderRow(int From, int To, string Label, char Stroke)
{
    public const int Carrier = 0;
    public const int Gateway = 1;
    public const int Vendor = 2;

    private static readonly LadderRow AtGateway = new(Gateway, Gateway, "o", ' ');

    public static LadderRow Of(CallEventData data) => data switch
    {
        InviteReceived => Sip(Carrier, Gateway, "INVITE"),
        CallRefused one => Sip(Gateway, Carrier, one.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Ringing => Sip(Gateway, Carrier, "180"),
        AttemptStarted => Sip(Gateway, Vendor, "INVITE"),
        AttemptProgressed one => Sip(Vendor, Gateway, one.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        AttemptFailed { Status: { } status } => Sip(Vendor, Gateway, status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        CallRedirected => Sip(Gateway, Carrier, "302"),
        CallAnswered => Sip(Vendor, Carrier, "200 OK"),
        CallAcknowledged => Sip(Carrier, Vendor, "ACK"),
        DialogRefreshed { Leg: "caller" } one => Sip(Carrier, Gateway, one.Method),
        DialogRefreshed one => Sip(Vendor, Gateway, one.Method),
        ByeReceived { Leg: "caller" } => Sip(Carrier, Gateway, "BYE"),
        ByeReceived => Sip(Vendor, Gateway, "BYE"),
        ByeSent { Leg: "caller" } => Sip(Gateway, Carrier, "BYE"),
        ByeSent => Sip(Gateway, Vendor, "BYE"),
        WebhookReceived => new(Vendor, Gateway, "webhook", '='),
        AcceptSent => new(Gateway, Vendor, "accept", '='),
        AcceptAnswered one => new(Vendor, Gateway, one.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (one.Succeeded ? "200" : "no answer"), '='),
        SidebandAttached => new(Gateway, Vendor, "attach", '~'),
        SidebandReady => new(Vendor, Gateway, "session", '~'),
        SidebandAttachFailed => new(Gateway, Vendor, "attach failed", '~'),
        SidebandError => new(Vendor, Gateway, "error", '~'),
        SidebandClosed => new(Vendor, Gateway, "close", '~'),
        _ => AtGateway,
    };

    private static LadderRow Sip(int from, int to, string label) => new(from, to, label, '-');
}
