namespace Realtime.Sip.B2bua;

/// <summary>The Reason header (RFC 3326) of a BYE or CANCEL of ours for what no side and no owner gave a reason for.</summary>
internal static class B2buaReasons
{
    /// <summary>Null where the cause is somebody's own doing: the reason is theirs to give.</summary>
    public static string? Of(B2buaCause cause) => cause switch
    {
        B2buaCause.NotAcknowledged => "SIP;cause=408;text=\"No ACK\"",
        B2buaCause.CallerLost or B2buaCause.TargetLost => "SIP;cause=481;text=\"Other leg lost\"",
        B2buaCause.CallerExpired or B2buaCause.TargetExpired => "SIP;cause=408;text=\"Session timer expired\"",
        _ => null,
    };
}
