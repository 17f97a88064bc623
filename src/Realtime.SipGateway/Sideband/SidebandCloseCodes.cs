using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>Close codes of the sideband and what follows from them (RFC 6455 §7.4.1, the IANA registry of close codes, API reference §4.5).</summary>
internal static class SidebandCloseCodes
{
    /// <summary>Code of the <c>error</c> that comes before the service ends a session at its longest duration.</summary>
    public const string SessionExpired = "session_expired";

    /// <summary>The service's own words for it, where the code is missing.</summary>
    private const string ExpiredWords = "maximum duration";

    /// <param name="code">The close code; null when there was no close frame.</param>
    /// <param name="reason">What the peer said.</param>
    public static SidebandCloseMeaning Meaning(int? code, string? reason) => code switch
    {
        1000 or 1001 or 1008 or >= 4000 when SaysExpired(reason) => SidebandCloseMeaning.SessionExpired,
        null or 1005 or 1006 or 1015 => SidebandCloseMeaning.NetworkLost,
        1000 or 1001 or 1012 => SidebandCloseMeaning.ServiceClosed,
        1002 or 1003 or 1007 or 1010 => SidebandCloseMeaning.ProtocolError,
        1008 or 3000 or 3003 => SidebandCloseMeaning.NotAllowed,
        1009 => SidebandCloseMeaning.MessageTooBig,
        1011 or 1014 => SidebandCloseMeaning.ServerError,
        1013 => SidebandCloseMeaning.Overloaded,
        4000 => SidebandCloseMeaning.ApiRefused,
        _ => SidebandCloseMeaning.Other,
    };

    /// <summary>
    /// Whether another connection may find the session again. Where the service forbids, one try tells by its HTTP status; a session at its longest
    /// duration is gone, and a client of the wrong kind stays one.
    /// </summary>
    public static bool MayReattach(SidebandCloseMeaning meaning) =>
        meaning is not (SidebandCloseMeaning.CallOver or SidebandCloseMeaning.SessionExpired or SidebandCloseMeaning.ApiRefused);

    /// <summary>Why the call cannot go on, for people.</summary>
    public static string WhyNot(SidebandCloseMeaning meaning) => meaning == SidebandCloseMeaning.SessionExpired
        ? "The session reached the service's longest duration."
        : "The service does not take this kind of client any more.";

    private static bool SaysExpired(string? reason) => reason is not null
        && (reason.Contains(SessionExpired, StringComparison.OrdinalIgnoreCase) || reason.Contains(ExpiredWords, StringComparison.OrdinalIgnoreCase));
}
