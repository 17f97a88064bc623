using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Realtime.SipGateway.Rules.Hours;

/// <summary>The dates that a special day covers.</summary>
internal sealed record SpecialDays(DateOnly From, DateOnly Through, bool EveryYear)
{
    private const string FullDate = "yyyy-MM-dd";

    /// <summary>A leap year, so that 29 February is a day of it.</summary>
    private const string AnyYear = "2000-";

    public static bool TryParse(SpecialDayDefinition definition, [NotNullWhen(true)] out SpecialDays? days)
    {
        days = null;
        if (definition.Date.Length == 5 && definition.Through is null && TryDate(AnyYear + definition.Date, out var yearly))
        {
            days = new SpecialDays(yearly, yearly, EveryYear: true);
        }
        else if (TryDate(definition.Date, out var from) && (definition.Through is null || (TryDate(definition.Through, out var last) && last >= from)))
        {
            days = new SpecialDays(from, TryDate(definition.Through, out var through) ? through : from, EveryYear: false);
        }

        return days is not null;
    }

    public static bool TryDate(string? text, out DateOnly date) =>
        DateOnly.TryParseExact(text, FullDate, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    public bool Covers(DateOnly date) => EveryYear ? date.Month == From.Month && date.Day == From.Day : date >= From && date <= Through;
}
