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

    /// <summary>ISO 8601; without a zone it is UTC. A blank before the offset is a plus that was pasted into the query as it is.</summary>
    public static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        const int offset = 6;
        if (text.Length > offset && text[^offset] == ' ' && text.Contains('T', StringComparison.Ordinal))
        {
            text = $"{text[..^offset]}+{text[^(offset - 1)..]}";
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            return false;
        }

        time = parsed;
        return true;
    }
}
