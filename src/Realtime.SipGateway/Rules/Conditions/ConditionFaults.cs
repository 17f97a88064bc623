using System.Globalization;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Numbers;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>What the schema cannot say of conditions: lists, hours and countries that must exist, expressions that must compile, limits that nothing can meet.</summary>
internal static class ConditionFaults
{
    /// <summary>Headers that hold credentials are no facts, and our own are stripped.</summary>
    private static readonly HashSet<string> NoFacts = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "X-Gateway-Call", "X-Gateway-Token",
    };

    public static void Check(string path, RuleConditions when, PolicyDocument document, List<PolicyFault> faults)
    {
        CheckPatterns(path + ".dialled", when.Dialled, document, faults);
        CheckPatterns(path + ".caller", when.Caller, document, faults);
        CheckHeaders(path + ".headers", when.Headers, faults);
        PolicyValidator.CheckNames(path + ".hours", when.Hours ?? [], document.Hours.Keys, "opening hours", faults);
        for (var index = 0; index < when.Time?.Count; index++)
        {
            CheckWindow(string.Create(CultureInfo.InvariantCulture, $"{path}.time[{index}]"), when.Time[index], faults);
        }

        if (when.Load is { } load)
        {
            CheckLoad(path + ".load", load, document, faults);
        }

        if (when.Not is not { } without)
        {
            return;
        }

        Check(path + ".not", without, document, faults);
        if (without.Not is not null)
        {
            faults.Add(new PolicyFault(path + ".not.not", "turns round what is turned round already", null, "put its conditions beside the outer not"));
        }
    }

    /// <summary>Nothing is asked for.</summary>
    public static bool IsEmpty(RuleConditions when) =>
        when with { Not = null } == new RuleConditions() && (when.Not is null || IsEmpty(when.Not));

    private static void CheckPatterns(string path, IReadOnlyList<string>? patterns, PolicyDocument document, List<PolicyFault> faults)
    {
        for (var index = 0; index < patterns?.Count && faults.Count <= PolicySchema.MaxFaults; index++)
        {
            var (pattern, at) = (patterns[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
            if (pattern.StartsWith(PatternCondition.ListPrefix, StringComparison.OrdinalIgnoreCase))
            {
                CheckReference(at, pattern, PatternCondition.ListPrefix, document.Lists.Keys, "list", faults);
            }
            else if (pattern.StartsWith(PatternCondition.CountryPrefix, StringComparison.OrdinalIgnoreCase))
            {
                CheckCountry(at, pattern, faults);
            }
        }
    }

    private static void CheckReference(string path, string pattern, string prefix, IEnumerable<string> known, string what, List<PolicyFault> faults)
    {
        var name = pattern[prefix.Length..];
        if (!pattern.StartsWith(prefix, StringComparison.Ordinal))
        {
            faults.Add(new PolicyFault(path, "begins with capitals", PolicyValidator.Quote(pattern), $"write {prefix}{name}"));
        }
        else if (!known.Contains(name))
        {
            faults.Add(PolicyValidator.Unknown(path, name, known, what));
        }
    }

    private static void CheckCountry(string path, string pattern, List<PolicyFault> faults)
    {
        var code = pattern[PatternCondition.CountryPrefix.Length..];
        if (!pattern.StartsWith(PatternCondition.CountryPrefix, StringComparison.Ordinal))
        {
            faults.Add(new PolicyFault(path, "begins with capitals", PolicyValidator.Quote(pattern), $"write {PatternCondition.CountryPrefix}{code}"));
        }
        else if (!CountryByPrefix.Known.Contains(code.ToUpperInvariant()))
        {
            faults.Add(new PolicyFault(path, "is no country that has numbers", PolicyValidator.Quote(pattern), "an ISO 3166-1 code of two letters: country:DE, country:GB"));
        }
    }

    private static void CheckHeaders(string path, IReadOnlyDictionary<string, IReadOnlyList<string>>? headers, List<PolicyFault> faults)
    {
        foreach (var (name, patterns) in headers ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (NoFacts.Contains(name))
            {
                faults.Add(new PolicyFault($"{path}.{name}", "holds credentials or is the gateway's own: rules do not see it"));
            }

            for (var index = 0; index < patterns.Count; index++)
            {
                CheckHeader(string.Create(CultureInfo.InvariantCulture, $"{path}.{name}[{index}]"), patterns[index], faults);
            }
        }
    }

    private static void CheckHeader(string path, string pattern, List<PolicyFault> faults)
    {
        if (!HeaderCondition.IsExpression(pattern))
        {
            if (pattern.AsSpan(0, pattern.Length - 1).Contains('*'))
            {
                faults.Add(new PolicyFault(path, "has a * that is not at its end", PolicyValidator.Quote(pattern), "only a final * matches by prefix; regex: can say more"));
            }

            return;
        }

        var text = pattern[HeaderCondition.RegexPrefix.Length..];
        if (text.Length is 0 or > HeaderCondition.MaxExpression)
        {
            faults.Add(new PolicyFault(path, $"has {text.Length} characters", PolicyValidator.Quote(pattern), $"1 to {HeaderCondition.MaxExpression}"));
            return;
        }

        try
        {
            HeaderCondition.Expression(text);
        }
        catch (NotSupportedException)
        {
            faults.Add(new PolicyFault(path, "could take very long: it needs backtracking", PolicyValidator.Quote(pattern), "leave out lookarounds, backreferences and atomic groups"));
        }
        catch (ArgumentException fault)
        {
            faults.Add(new PolicyFault(path, "is no regular expression", PolicyValidator.Quote(pattern), fault.Message));
        }
    }

    private static void CheckWindow(string path, TimeWindowDefinition window, List<PolicyFault> faults)
    {
        HoursFaults.CheckZone(path + ".time_zone", window.TimeZone, faults);
        HoursFaults.CheckIntervals(path + ".between", window.Between ?? [], faults);
        foreach (var (name, date) in new[] { ("from", window.From), ("through", window.Through) })
        {
            if (date is not null && !SpecialDays.TryDate(date, out _))
            {
                faults.Add(new PolicyFault($"{path}.{name}", "is no day of the calendar", PolicyValidator.Quote(date), "write 2026-12-01"));
            }
        }

        if (SpecialDays.TryDate(window.From, out var from) && SpecialDays.TryDate(window.Through, out var through) && through < from)
        {
            faults.Add(new PolicyFault(path + ".through", "lies before from", PolicyValidator.Quote(window.Through!)));
        }

        if (window is { Days: null, Between: null, From: null, Through: null })
        {
            faults.Add(new PolicyFault(path, "holds at any time", null, "name days, between, from or through, or leave the condition out"));
        }
    }

    private static void CheckLoad(string path, LoadConditions load, PolicyDocument document, List<PolicyFault> faults)
    {
        CheckLimit(path + ".calls", load.Calls, faults);
        CheckLimit(path + ".trunk", load.Trunk, faults);
        CheckLimit(path + ".caller_per_hour", load.CallerPerHour, faults);
        foreach (var (agent, limit) in load.Agents ?? new Dictionary<string, LoadLimit>())
        {
            CheckLimit($"{path}.agents.{agent}", limit, faults);
            if (!document.Agents.ContainsKey(agent))
            {
                faults.Add(PolicyValidator.Unknown($"{path}.agents.{agent}", agent, document.Agents.Keys, "agent"));
            }
        }
    }

    private static void CheckLimit(string path, LoadLimit? limit, List<PolicyFault> faults)
    {
        if (limit is { AtLeast: null, Below: null })
        {
            faults.Add(new PolicyFault(path, "has no bound", null, "at_least, below, or both"));
        }
        else if (limit is { AtLeast: { } low, Below: { } high } && low >= high)
        {
            faults.Add(new PolicyFault(path, "can never hold", limit.Describe(), "at_least must be less than below"));
        }
    }
}
