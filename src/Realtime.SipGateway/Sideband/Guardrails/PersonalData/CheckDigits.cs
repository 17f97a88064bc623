using System.Globalization;
using System.Numerics;

namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>Check digits: what tells a number of one kind from any other of the same length.</summary>
internal static class CheckDigits
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    /// <summary>ISO/IEC 7812-1 annex B.</summary>
    public static bool IsCard(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 13 or > 19 || digits.IndexOfAnyExcept(digits[0]) < 0)
        {
            return false;
        }

        var sum = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[^(place + 1)] - '0';
            sum += place % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 13616: country and check digits moved to the end, letters as 10 to 35, remainder 1 by 97.</summary>
    public static bool IsIban(ReadOnlySpan<char> compact)
    {
        if (compact.Length is < 15 or > 34)
        {
            return false;
        }

        var remainder = 0;
        for (var index = 0; index < compact.Length; index++)
        {
            var character = char.ToUpperInvariant(compact[(index + 4) % compact.Length]);
            remainder = char.IsAsciiDigit(character)
                ? ((remainder * 10) + character - '0') % 97
                : ((remainder * 100) + character - 'A' + 10) % 97;
        }

        return remainder == 1;
    }

    /// <summary>Any of the national numbers that are digits alone.</summary>
    public static bool IsNationalNumber(string digits) => digits.Length switch
    {
        9 => IsUnitedStates(digits) || IsDutch(digits),
        11 => IsGerman(digits),
        15 => IsFrench(digits),
        _ => false,
    };

    /// <summary>DNI and NIE: the letter is the number by 23.</summary>
    public static bool IsSpanish(string compact)
    {
        var number = char.ToUpperInvariant(compact[0]) switch
        {
            'X' => "0" + compact[1..^1],
            'Y' => "1" + compact[1..^1],
            'Z' => "2" + compact[1..^1],
            _ => compact[..^1],
        };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && SpanishLetters[value % 23] == char.ToUpperInvariant(compact[^1]);
    }

    /// <summary>SSN: no area 000, 666 or 900 and above, no group 00, no serial 0000.</summary>
    private static bool IsUnitedStates(string digits) =>
        digits[0] != '9' && !digits.StartsWith("000", StringComparison.Ordinal) && !digits.StartsWith("666", StringComparison.Ordinal)
        && digits[3..5] != "00" && digits[5..] != "0000";

    /// <summary>BSN: weights 9 to 2 and -1, sum divisible by 11.</summary>
    private static bool IsDutch(string digits)
    {
        var sum = -(digits[8] - '0');
        for (var place = 0; place < 8; place++)
        {
            sum += (digits[place] - '0') * (9 - place);
        }

        return sum % 11 == 0 && sum != 0;
    }

    /// <summary>Tax number: ISO 7064 MOD 11,10; its first digit is not 0.</summary>
    private static bool IsGerman(string digits)
    {
        var product = 10;
        for (var place = 0; place < 10; place++)
        {
            var sum = (digits[place] - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return digits[0] != '0' && (11 - product) % 10 == digits[10] - '0';
    }

    /// <summary>NIR: 97 less the number by 97.</summary>
    private static bool IsFrench(string digits) =>
        digits[0] is '1' or '2' && BigInteger.Parse(digits[..13], CultureInfo.InvariantCulture) is var number
        && int.Parse(digits[13..], CultureInfo.InvariantCulture) == 97 - (int)(number % 97);
}
