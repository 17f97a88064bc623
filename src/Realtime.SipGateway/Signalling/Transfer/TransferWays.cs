using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>The words of <c>Trunks:NAME:Transfer</c>.</summary>
internal static class TransferWays
{
    public const string Refer = "refer";
    public const string Bridge = "bridge";
    public const string Attended = "attended";

    public const string Tel = "tel";
    public const string Sip = "sip";

    public const string CachedOffer = "cached-offer";
    public const string Offerless = "offerless";

    public const string CallerIdOfCaller = "caller";
    public const string CallerIdDialled = "dialled";

    public static readonly string[] Modes = [Refer, Bridge, Attended];

    /// <summary>What the carrier can do itself costs no second leg and no re-INVITE; where it cannot, we can.</summary>
    public static readonly string[] DefaultModes = [Refer, Bridge];

    public static TransferMode ModeOf(string name) => Enum.Parse<TransferMode>(name, ignoreCase: true);
}
