using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Times as people type them: <c>90s</c>, <c>30m</c>, <c>2h</c>, <c>7d</c> ago, or a time (UTC unless it says otherwise).</summary>
internal static class SinceText
{
    /// <summary>What would be right, for messages.</summary>
    public const string Forms = "30m, 2h, 7d or a time such as 2026-11-21T09:00";

    public static bool TryParse(string text, DateTimeOffset now, [NotNullWhen(true)] out DateTimeOffset? time)
    {
        time = null;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && Unit(text[^1]) is { } unit)
        {
            var ago = unit.TotalSeconds * count;
            time = ago < (now - DateTimeOffset.UnixEpoch).TotalSeconds ? now - TimeSpan.FromSeconds(ago) : DateTimeOffset.UnixEpoch;
            return true;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            time = parsed;
            return true;
        }

        return false;
    }

    private static TimeSpan? Unit(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
