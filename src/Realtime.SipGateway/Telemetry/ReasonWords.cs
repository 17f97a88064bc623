using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Telemetry;

/// <summary>
/// What of a reason is of a closed set: the protocol and cause of a <c>Reason</c> header (RFC 3326). Its text, an operator's words or a service's may name people,
/// and leave only where the settings let texts leave.
/// </summary>
internal static partial class ReasonWords
{
    /// <summary>Values of one header that are looked at; more than two do not occur.</summary>
    private const int MaxValues = 4;

    /// <summary><c>Q.850;cause=16, SIP;cause=200</c>; null when nothing of it is of a closed set.</summary>
    public static string? Of(string? reason)
    {
        if (string.IsNullOrEmpty(reason))
        {
            return null;
        }

        var values = Causes().Matches(reason).Take(MaxValues).Select(static match => $"{match.Groups["protocol"].Value};cause={match.Groups["cause"].Value}").ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    [GeneratedRegex(
        """(?:^|,)\s*(?<protocol>SIP|Q\.850)\s*;\s*cause\s*=\s*(?<cause>[0-9]{1,3})\b""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Causes();
}
