using System.Buffers;

namespace Realtime.SipGateway.Calls.Numbers;

/// <summary>
/// Brings the numbers of one peer into the form that rules are written in: E.164 with <c>+</c>. What is no number (a user such as
/// <c>front.desk</c>) and what is too short to be one (a service code) stays as it is. Pure.
/// </summary>
internal sealed class NumberPlan(NumberOptions options, NumberFormat format = NumberFormat.AsSent)
{
    /// <summary>Shorter ones are service codes and extensions; the shortest international numbers have seven digits with their country code.</summary>
    private const int MinDigits = 7;

    /// <summary>ITU-T E.164 §6.1.</summary>
    private const int MaxDigits = 15;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -.()/");
    private static readonly SearchValues<char> Telephone = SearchValues.Create("0123456789+*# -.()/");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private readonly NumberFormat _format = NumberFormats.Find(options.Format) ?? format;

    /// <summary>The number without parameters of its user part (RFC 4694: <c>;npdi;rn=…</c>) and in the form of the rules.</summary>
    public string Normalise(string user)
    {
        var end = user.IndexOf(';', StringComparison.Ordinal);
        var given = end < 0 ? user : user[..end];
        if (_format == NumberFormat.AsSent || given.Length == 0 || given.AsSpan().ContainsAnyExcept(Telephone))
        {
            return given;
        }

        var number = given.AsSpan().ContainsAny(Separators) ? string.Concat(given.Where(character => !Separators.Contains(character))) : given;
        return _format switch
        {
            NumberFormat.Plan => Rewrite(number),
            _ when number.StartsWith('+') => number,
            NumberFormat.E164 => International(number) ?? (number.StartsWith('0') ? null : WithPlus("", number)) ?? number,
            _ => International(number) ?? National(number) ?? number,
        };
    }

    private string? International(string number) =>
        options.InternationalPrefix.Length > 0 && number.StartsWith(options.InternationalPrefix, StringComparison.Ordinal)
            ? WithPlus("", number[options.InternationalPrefix.Length..])
            : null;

    private string? National(string number) => WithPlus(
        options.CountryCode ?? "",
        options.NationalPrefix.Length > 0 && number.StartsWith(options.NationalPrefix, StringComparison.Ordinal) ? number[options.NationalPrefix.Length..] : number);

    private static string? WithPlus(string countryCode, string digits)
    {
        var length = countryCode.Length + digits.Length;
        return digits.Length > 0 && length is >= MinDigits and <= MaxDigits && digits.Length >= MinDigits - 1 && !digits.AsSpan().ContainsAnyExcept(Digits)
            ? $"+{countryCode}{digits}"
            : null;
    }

    private string Rewrite(string number)
    {
        foreach (var rule in options.Plan)
        {
            if (number.Length >= rule.MinLength && number.Length <= rule.MaxLength && number.StartsWith(rule.Prefix, StringComparison.Ordinal))
            {
                return rule.Replace + number[rule.Prefix.Length..];
            }
        }

        return number;
    }
}
