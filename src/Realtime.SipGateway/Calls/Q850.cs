using System.Globalization;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// ISDN cause values (ITU-T Q.850), the words in which carriers and switches tell why a call ended. A <c>Reason</c> header that names one
/// (RFC 3326) is believed; else it follows from the SIP status (RFC 3398 §8.2.6.1).
/// </summary>
internal static partial class Q850
{
    public const int NormalClearing = 16;

    private const int Interworking = 127;

    private static readonly Dictionary<int, int> ByStatus = new()
    {
        [400] = 41,
        [401] = 21,
        [402] = 21,
        [403] = 21,
        [404] = 1,
        [405] = 63,
        [406] = 79,
        [407] = 21,
        [408] = 102,
        [410] = 22,
        [415] = 79,
        [480] = 18,
        [481] = 41,
        [482] = 25,
        [483] = 25,
        [484] = 28,
        [485] = 1,
        [486] = 17,
        [487] = NormalClearing,
        [488] = 65,
        [500] = 41,
        [501] = 79,
        [502] = 38,
        [503] = 41,
        [504] = 102,
        [600] = 17,
        [603] = 21,
        [604] = 1,
        [606] = 65,
        [607] = 21,
        [608] = 21,
    };

    /// <summary>Names as FreeSWITCH writes them.</summary>
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "UNALLOCATED_NUMBER",
        [3] = "NO_ROUTE_DESTINATION",
        [16] = "NORMAL_CLEARING",
        [17] = "USER_BUSY",
        [18] = "NO_USER_RESPONSE",
        [19] = "NO_ANSWER",
        [20] = "SUBSCRIBER_ABSENT",
        [21] = "CALL_REJECTED",
        [22] = "NUMBER_CHANGED",
        [25] = "EXCHANGE_ROUTING_ERROR",
        [27] = "DESTINATION_OUT_OF_ORDER",
        [28] = "INVALID_NUMBER_FORMAT",
        [31] = "NORMAL_UNSPECIFIED",
        [34] = "NORMAL_CIRCUIT_CONGESTION",
        [38] = "NETWORK_OUT_OF_ORDER",
        [41] = "NORMAL_TEMPORARY_FAILURE",
        [42] = "SWITCH_CONGESTION",
        [63] = "SERVICE_UNAVAILABLE",
        [65] = "BEARERCAPABILITY_NOTIMPL",
        [79] = "SERVICE_NOT_IMPLEMENTED",
        [88] = "INCOMPATIBLE_DESTINATION",
        [102] = "RECOVERY_ON_TIMER_EXPIRE",
        [127] = "INTERWORKING",
    };

    /// <summary>The cause of an end; null only when nothing tells.</summary>
    public static int? Of(CallOutcome outcome, bool answered)
    {
        if (outcome.Reason is { } reason && Cause().Match(reason) is { Success: true } match)
        {
            return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }

        if (outcome.SipStatus is { } status and >= 300)
        {
            return ByStatus.GetValueOrDefault(status, Interworking);
        }

        return answered || outcome.Cause is CallCause.CallerCancelled ? NormalClearing : null;
    }

    public static string Name(int? cause) => cause is { } known && Names.TryGetValue(known, out var name) ? name : "NORMAL_UNSPECIFIED";

    [GeneratedRegex(@"\bQ\.850\s*;\s*cause\s*=\s*(\d{1,3})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Cause();
}
