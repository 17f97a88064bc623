using System.Globalization;

namespace Realtime.SipGateway.Api;

/// <summary>Reads values of a query string.</summary>
internal static class ApiValues
{
    public static bool TryNumber(string? text, long whenAbsent, long min, long max, out long number)
    {
        number = whenAbsent;
        return text is null
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max);
    }

    /// <summary>ISO 8601; without a zone it is UTC.</summary>
    public static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            return false;
        }

        time = parsed;
        return true;
    }
}
