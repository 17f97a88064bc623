namespace Realtime.SipGateway.Calls.Numbers;

/// <summary>Checks a number format; every fault has its key, its value and what would be right.</summary>
internal static class NumberOptionsValidator
{
    /// <summary>Rules of a plan: a hand-written list; each call walks it twice.</summary>
    private const int MaxRules = 1_000;

    public static IEnumerable<string> Faults(string key, NumberOptions options)
    {
        var format = NumberFormats.Find(options.Format);
        if (options.Format is not null && format is null)
        {
            yield return $"{key}:Format '{options.Format}' is not one of: {string.Join(", ", NumberFormats.Names)}.";
        }

        if (options.CountryCode is { } code && !(code.Length is >= 1 and <= 3 && code.All(char.IsAsciiDigit) && code[0] != '0'))
        {
            yield return $"{key}:CountryCode '{code}' is not a country code: write 1, 49 or 353.";
        }

        if (format == NumberFormat.National && string.IsNullOrEmpty(options.CountryCode))
        {
            yield return $"{key}:CountryCode is missing: the format national needs one, such as 49.";
        }

        foreach (var (name, prefix) in new[] { ("InternationalPrefix", options.InternationalPrefix), ("NationalPrefix", options.NationalPrefix) })
        {
            if (!prefix.All(char.IsAsciiDigit))
            {
                yield return $"{key}:{name} '{prefix}' is not a prefix: digits only, or empty.";
            }
        }

        foreach (var fault in PlanFaults($"{key}:Plan", options, format))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> PlanFaults(string key, NumberOptions options, NumberFormat? format)
    {
        if (format == NumberFormat.Plan && options.Plan.Count == 0)
        {
            yield return $"{key} is empty: the format plan needs rules, such as {{ \"Prefix\": \"0\", \"Replace\": \"+49\" }}.";
        }

        if (format is not (NumberFormat.Plan or null) && options.Plan.Count > 0)
        {
            yield return $"{key} has no effect with the format {options.Format}: write plan.";
        }

        if (options.Plan.Count > MaxRules)
        {
            yield return $"{key} has {options.Plan.Count} entries: {MaxRules} at most.";
        }

        foreach (var (index, rule) in options.Plan.Index())
        {
            if (!IsDialable(rule.Prefix))
            {
                yield return $"{key}:{index}:Prefix '{rule.Prefix}' is not the beginning of a number: digits, +, * and #.";
            }

            if (!IsDialable(rule.Replace))
            {
                yield return $"{key}:{index}:Replace '{rule.Replace}' is not the beginning of a number: digits, +, * and #.";
            }

            if (rule.MaxLength < rule.MinLength)
            {
                yield return $"{key}:{index}:MaxLength '{rule.MaxLength}' is below MinLength {rule.MinLength}: the rule would never fit.";
            }
        }
    }

    private static bool IsDialable(string text) => text.All(character => char.IsAsciiDigit(character) || character is '+' or '*' or '#');
}
