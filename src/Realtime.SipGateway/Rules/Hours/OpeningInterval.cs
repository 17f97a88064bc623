using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Realtime.SipGateway.Rules.Hours;

/// <summary>Part of a day in minutes since its midnight; an end beyond 1,440 lies on the next day.</summary>
internal readonly record struct OpeningInterval(int Start, int End)
{
    public const int MinutesPerDay = 24 * 60;

    /// <summary>Reads <c>09:00-17:30</c>; <c>22:00-02:00</c> goes on into the next day, <c>00:00-24:00</c> is a whole one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OpeningInterval interval)
    {
        interval = default;
        if (text is not { Length: 11 } || text[5] != '-' || !TryMinutes(text.AsSpan(0, 5), out var start) || !TryMinutes(text.AsSpan(6), out var end)
            || start == MinutesPerDay || start == end)
        {
            return false;
        }

        interval = new OpeningInterval(start, end < start ? end + MinutesPerDay : end);
        return true;
    }

    public bool Contains(int minute) => minute >= Start && minute < End;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Start / 60:00}:{Start % 60:00}-{(End > MinutesPerDay ? End - MinutesPerDay : End) / 60:00}:{End % 60:00}");

    private static bool TryMinutes(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text[2] != ':' || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1]) || !char.IsAsciiDigit(text[3]) || !char.IsAsciiDigit(text[4]))
        {
            return false;
        }

        minutes = (((text[0] - '0') * 10) + (text[1] - '0')) * 60 + ((text[3] - '0') * 10) + (text[4] - '0');
        return minutes <= MinutesPerDay && text[3] < '6';
    }
}
