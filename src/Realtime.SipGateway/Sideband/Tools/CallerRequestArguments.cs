using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Reads what an agent says about a call back or a message; every text is capped and without control characters.</summary>
internal static class CallerRequestArguments
{
    private const int MaxText = 4_000;
    private const int MaxName = 200;

    /// <summary>E.164 has 15 digits at most; extensions and short numbers are no numbers to call back.</summary>
    private const int MinDigits = 5;
    private const int MaxDigits = 15;

    /// <summary>The same for a function call that runs again.</summary>
    public static string Id(string prefix, string idempotencyKey) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)).AsSpan(0, 12));

    public static string? Text(JsonElement arguments, string name, bool isLong = false)
    {
        if (arguments.TextOrNull(name) is not { } given)
        {
            return null;
        }

        var text = string.Concat(given.Where(character => !char.IsControl(character) || (isLong && character == '\n'))).Trim();
        var max = isLong ? MaxText : MaxName;
        return text.Length == 0 ? null : text[..Math.Min(text.Length, max)];
    }

    /// <summary>The number said, else the caller's own; null when it is none that could be called.</summary>
    public static string? Number(JsonElement arguments, CallFacts facts)
    {
        var said = Text(arguments, "number");
        var number = string.Concat((said ?? facts.Caller).Where(static character => character is '+' || char.IsAsciiDigit(character)));
        var digits = number.Count(char.IsAsciiDigit);
        return digits is >= MinDigits and <= MaxDigits && number.LastIndexOf('+') <= 0 ? number : null;
    }

    /// <summary>A date and time of ISO 8601, in the given zone when it names none.</summary>
    public static DateTimeOffset? Time(JsonElement arguments, string timeZone)
    {
        if (Text(arguments, "time") is not { } text
            || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
        {
            return null;
        }

        if (time.Kind != DateTimeKind.Unspecified)
        {
            return new DateTimeOffset(time).ToUniversalTime();
        }

        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        return zone.IsInvalidTime(time) ? null : new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
    }
}
