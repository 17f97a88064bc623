using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>Finds personal data in a text that <see cref="GuardedText.Clean"/> made comparable. Finds do not overlap and come in order.</summary>
internal static partial class PersonalDataFinder
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    /// <summary>Digits of a telephone number (E.164 has 15 at most).</summary>
    private const int MinPhone = 8;

    private const int MaxPhone = 15;

    /// <summary>Digits of a National Insurance number: what has letters and fewer of them is none.</summary>
    private const int MinLettered = 6;

    /// <summary>Most cards have 16 digits, some 15; what else has a right check digit is rather a part of something.</summary>
    private static readonly int[] CardLengths = [16, 15, 19, 18, 17, 14, 13];

    public static List<PersonalDataFind> Find(string text, PersonalDataKind kinds)
    {
        var finds = new List<PersonalDataFind>();
        if (kinds.HasFlag(PersonalDataKind.Email))
        {
            Add(finds, PersonalDataKind.Email, Emails(), text);
            Add(finds, PersonalDataKind.Email, SpokenEmails(), text);
        }

        if (kinds != PersonalDataKind.Email)
        {
            var runs = DigitRuns.In(text);
            foreach (var run in runs)
            {
                OfRun(finds, run, kinds);
            }

            if ((kinds & (PersonalDataKind.Iban | PersonalDataKind.NationalId)) != 0 && runs.Sum(static run => run.Digits.Length) >= MinLettered)
            {
                AddLettered(finds, new NumeralText(text, runs), kinds);
            }
        }

        return InOrder(finds);
    }

    /// <summary>What has letters and digits, spoken or not.</summary>
    private static void AddLettered(List<PersonalDataFind> finds, NumeralText text, PersonalDataKind kinds)
    {
        if (kinds.HasFlag(PersonalDataKind.Iban))
        {
            Add(finds, PersonalDataKind.Iban, Ibans(), text, LengthOfIban);
        }

        if (kinds.HasFlag(PersonalDataKind.NationalId))
        {
            Add(finds, PersonalDataKind.NationalId, BritishOrItalian(), text, static found => found.Length);
            Add(finds, PersonalDataKind.NationalId, Spanish(), text, static found => CheckDigits.IsSpanish(Compact(found)) ? found.Length : 0);
        }
    }

    /// <summary>Where a card number lies in a run of digits: anywhere, for people say "visa 1" or an expiry date right beside it.</summary>
    public static (int Start, int Length)? CardIn(string digits)
    {
        foreach (var length in CardLengths)
        {
            for (var start = 0; start + length <= digits.Length; start++)
            {
                if (IsIssued(digits.AsSpan(start)) && CheckDigits.IsCard(digits.AsSpan(start, length)))
                {
                    return (start, length);
                }
            }
        }

        return null;
    }

    /// <summary>Payment cards begin with 2 to 6: one in ten runs of digits has a right check digit by chance.</summary>
    private static bool IsIssued(ReadOnlySpan<char> digits) => digits[0] is >= '2' and <= '6';

    private static void OfRun(List<PersonalDataFind> finds, DigitRun run, PersonalDataKind kinds)
    {
        if (kinds.HasFlag(PersonalDataKind.Card) && CardIn(run.Digits) is { } card)
        {
            finds.Add(new PersonalDataFind(PersonalDataKind.Card, run.Places[card.Start].Start, run.Places[card.Start + card.Length - 1].End));
        }
        else if (kinds.HasFlag(PersonalDataKind.NationalId) && CheckDigits.IsNationalNumber(run.Digits))
        {
            finds.Add(new PersonalDataFind(PersonalDataKind.NationalId, run.Start, run.End));
        }
        else if (kinds.HasFlag(PersonalDataKind.Phone) && run.Digits.Length is >= MinPhone and <= MaxPhone)
        {
            finds.Add(new PersonalDataFind(PersonalDataKind.Phone, run.Start, run.End));
        }
    }

    private static void Add(List<PersonalDataFind> finds, PersonalDataKind kind, Regex pattern, string text)
    {
        foreach (var match in pattern.EnumerateMatches(text))
        {
            finds.Add(new PersonalDataFind(kind, match.Index, match.Index + match.Length));
        }
    }

    /// <param name="finds">What was found.</param>
    /// <param name="kind">What is looked for.</param>
    /// <param name="pattern">What it looks like.</param>
    /// <param name="text">The text.</param>
    /// <param name="lengthOf">How much of what looks like it is it; 0: nothing, and another may begin within.</param>
    private static void Add(List<PersonalDataFind> finds, PersonalDataKind kind, Regex pattern, NumeralText text, Func<string, int> lengthOf)
    {
        for (var match = pattern.Match(text.Text); match.Success;)
        {
            var length = lengthOf(match.Value);
            if (length > 0)
            {
                var (start, end) = text.PlaceOf(match.Index, length);
                finds.Add(new PersonalDataFind(kind, start, end));
            }

            match = pattern.Match(text.Text, match.Index + Math.Max(length, 1));
        }
    }

    /// <summary>The words after it look like more of it.</summary>
    private static int LengthOfIban(string text)
    {
        if (IbanLengths.In(Compact(text)) is not { } iban)
        {
            return 0;
        }

        var left = iban.Length;
        var end = 0;
        for (; left > 0; end++)
        {
            left -= char.IsLetterOrDigit(text[end]) ? 1 : 0;
        }

        return end == text.Length || !char.IsLetterOrDigit(text[end]) ? end : 0;
    }

    private static string Compact(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    /// <summary>What overlaps an earlier find is part of it.</summary>
    private static List<PersonalDataFind> InOrder(List<PersonalDataFind> finds)
    {
        if (finds.Count < 2)
        {
            return finds;
        }

        var ordered = new List<PersonalDataFind>(finds.Count);
        foreach (var find in finds.OrderBy(find => find.Start).ThenByDescending(find => find.End))
        {
            if (ordered.Count == 0 || find.Start >= ordered[^1].End)
            {
                ordered.Add(find);
            }
            else if (find.End > ordered[^1].End)
            {
                ordered[^1] = ordered[^1] with { End = find.End };
            }
        }

        return ordered;
    }

    [GeneratedRegex(@"\b[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(\.[\p{L}\p{N}-]{1,63}){1,8}\b", Options)]
    private static partial Regex Emails();

    [GeneratedRegex(
        @"\b[\p{L}\p{N}_%+-]{1,64}( (dot|punkt|point|punto|punt|underscore|unterstrich|dash|hyphen|minus|tiret|guion) [\p{L}\p{N}_%+-]{1,64}){0,8} (at|ät|arroba|arobase|chiocciola|apenstaartje) [\p{L}\p{N}-]{1,63}( (dot|punkt|point|punto|punt) [\p{L}\p{N}-]{1,63}){1,8}\b",
        Options)]
    private static partial Regex SpokenEmails();

    [GeneratedRegex(@"\b[a-z][ .-]{0,2}[a-z][ .,-]{0,2}[0-9]{2}([ ,-]{0,2}[a-z0-9]){11,30}\b", Options)]
    private static partial Regex Ibans();

    /// <summary>National Insurance number; codice fiscale.</summary>
    [GeneratedRegex(@"\b[a-ceghj-prstw-z] ?[a-ceghj-nprstw-z],? ?[0-9]{2} ?[0-9]{2} ?[0-9]{2},? ?[a-d]\b|\b[a-z]{6}[0-9]{2}[a-ehlmprst][0-9]{2}[a-z][0-9]{3}[a-z]\b", Options)]
    private static partial Regex BritishOrItalian();

    [GeneratedRegex(@"\b([0-9]{8}|[xyz][ ,-]{0,2}[0-9]{7})[ ,-]{0,2}[a-hj-np-tv-z]\b", Options)]
    private static partial Regex Spanish();
}
