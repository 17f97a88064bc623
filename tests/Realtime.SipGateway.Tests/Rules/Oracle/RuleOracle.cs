using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Conditions;
using Realtime.SipGateway.Rules.Hours;

namespace Realtime.SipGateway.Tests.Rules.Oracle;

/// <summary>The rule language once more, as plainly as it can be said and without anything of the engine: each rule in turn, each condition in turn.</summary>
internal static class RuleOracle
{
    /// <summary>Countries of the numbers that the generators use, looked up by hand.</summary>
    public static readonly Dictionary<string, string?> Countries = new()
    {
        ["+4930123456"] = "DE",
        ["+43123456"] = "AT",
        ["+15550100"] = "US",
        ["+18765550100"] = "JM",
        ["+442071234567"] = "GB",
        ["+441534123456"] = "JE",
        ["ALICE"] = null,
        ["030123456"] = null,
        ["ANONYMOUS"] = null,
        [""] = null,
    };

    public static string Decide(PolicyDocument document, CallFacts facts) => document.Rules.First(rule => Matches(document, rule, facts)).Name;

    public static bool Matches(PolicyDocument document, RuleDefinition rule, CallFacts facts) =>
        rule.When is not { } when
        || (Conditions(document, rule.Name, when, facts).All(holds => holds) && (when.Not is null || !Conditions(document, rule.Name, when.Not, facts).Any(holds => holds)));

    private static IEnumerable<bool> Conditions(PolicyDocument document, string name, RuleConditions when, CallFacts facts)
    {
        if (when.Dialled is not null)
        {
            yield return when.Dialled.Any(pattern => Number(document, pattern, Plain(facts.Dialled), facts.At));
        }

        if (when.Caller is not null)
        {
            yield return when.Caller.Any(pattern => Number(document, pattern, facts.Caller == "" ? "ANONYMOUS" : Plain(facts.Caller), facts.At));
        }

        if (when.Trunk is not null)
        {
            yield return when.Trunk.Any(pattern => Wild(pattern.ToUpperInvariant(), (facts.Trunk ?? "").ToUpperInvariant()));
        }

        if (when.Verstat is not null)
        {
            yield return when.Verstat.Contains(facts.Verstat ?? "No-TN-Validation");
        }

        if (when.Attestation is not null)
        {
            yield return facts.Attestation is not null && when.Attestation.Contains(facts.Attestation);
        }

        if (when.Source is not null)
        {
            yield return when.Source.Contains(facts.Source switch { CallSourceKind.WebRtc => "web_rtc", CallSourceKind.WebSocket => "web_socket", var other => other.ToString().ToLowerInvariant() });
        }

        if (when.Media is not null)
        {
            yield return facts.MediaSecurity is not null && when.Media.Contains(facts.MediaSecurity);
        }

        foreach (var (header, patterns) in when.Headers ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            yield return facts.Headers.Any(one => string.Equals(one.Key, header, StringComparison.OrdinalIgnoreCase) && patterns.Any(pattern => Header(pattern, one.Value)));
        }

        if (when.Time is not null)
        {
            yield return facts.At is { } at && when.Time.Any(window => InWindow(window, at));
        }

        if (when.Hours is not null)
        {
            yield return facts.At is { } at && when.Hours.Any(hours => IsOpen(document.Hours[hours], at));
        }

        foreach (var (limit, count) in Loads(when.Load, facts))
        {
            yield return (limit.AtLeast is not { } low || count >= low) && (limit.Below is not { } high || count < high);
        }

        if (when.Split is { } split)
        {
            var key = $"{split.Key ?? name}\n{(facts.Caller == "" ? facts.Id?.Value ?? facts.SipCallId ?? "" : Plain(facts.Caller))}";
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
            var place = (((uint)hash[0] << 24) | ((uint)hash[1] << 16) | ((uint)hash[2] << 8) | hash[3]) % 10_000;
            yield return place < split.Percent * 100;
        }
    }

    private static IEnumerable<(LoadLimit Limit, int Count)> Loads(LoadConditions? load, CallFacts facts)
    {
        if (load?.Calls is { } calls)
        {
            yield return (calls, facts.Load?.Calls ?? 0);
        }

        if (load?.Trunk is { } trunk)
        {
            yield return (trunk, facts.Load?.Trunk ?? 0);
        }

        if (load?.CallerPerHour is { } caller)
        {
            yield return (caller, facts.Load?.CallerLastHour ?? 0);
        }

        foreach (var (agent, limit) in load?.Agents ?? new Dictionary<string, LoadLimit>())
        {
            yield return (limit, facts.Load is { } now && now.Agents.TryGetValue(agent, out var count) ? count : 0);
        }
    }

    private static string Plain(string number) =>
        number.All(character => "0123456789+*# -.()".Contains(character, StringComparison.Ordinal))
            ? new string([.. number.Where(character => !" -.()".Contains(character, StringComparison.Ordinal))])
            : number.ToUpperInvariant();

    private static bool Number(PolicyDocument document, string pattern, string number, DateTimeOffset? at)
    {
        if (pattern.StartsWith("list:", StringComparison.Ordinal))
        {
            return document.Lists[pattern[5..]].Entries.Any(entry =>
                (entry.Until is null || (at is { } now && now < DateTimeOffset.Parse(entry.Until, null))) && Number(document, entry.Number, number, at));
        }

        return pattern.StartsWith("country:", StringComparison.Ordinal)
            ? string.Equals(Countries[number], pattern[8..], StringComparison.OrdinalIgnoreCase)
            : pattern.EndsWith('*') ? number.StartsWith(Plain(pattern[..^1]), StringComparison.Ordinal) : Plain(pattern) == number;
    }

    private static bool Wild(string pattern, string value) =>
        pattern.EndsWith('*') ? value.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == value;

    private static bool Header(string pattern, string value) => pattern.StartsWith("regex:", StringComparison.Ordinal)
        ? Regex.IsMatch(value.Trim(), pattern[6..], RegexOptions.CultureInvariant)
        : Wild(pattern.ToUpperInvariant(), value.Trim().ToUpperInvariant());

    private static bool InWindow(TimeWindowDefinition window, DateTimeOffset at) => Begun(window.TimeZone, at, day =>
        (window.Days is null || window.Days.Contains(day.DayOfWeek.ToString().ToLowerInvariant()))
        && (window.From is null || string.CompareOrdinal(day.ToString("yyyy-MM-dd", null), window.From) >= 0)
        && (window.Through is null || string.CompareOrdinal(day.ToString("yyyy-MM-dd", null), window.Through) <= 0)
            ? window.Between ?? ["00:00-24:00"]
            : []);

    private static bool IsOpen(HoursDefinition hours, DateTimeOffset at) => Begun(hours.TimeZone, at, day =>
        hours.SpecialDays.FirstOrDefault(special => special.Date == day.ToString("yyyy-MM-dd", null) || special.Date == day.ToString("MM-dd", null)) is { } special
            ? special.Open
            : day.DayOfWeek switch
            {
                DayOfWeek.Monday => hours.Weekly.Monday,
                DayOfWeek.Friday => hours.Weekly.Friday,
                DayOfWeek.Sunday => hours.Weekly.Sunday,
                _ => [],
            });

    /// <summary>Whether the wall clock stands between the ends of an interval that began today or yesterday.</summary>
    private static bool Begun(string zone, DateTimeOffset at, Func<DateTime, IReadOnlyList<string>> intervalsOf)
    {
        var clock = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime;
        return new[] { clock.Date, clock.Date.AddDays(-1) }.Any(day => intervalsOf(day).Any(interval =>
        {
            var start = day + Clock(interval[..5]);
            var end = day + Clock(interval[6..]);
            end = end < start ? end.AddDays(1) : end;
            return clock >= start && clock < end;
        }));
    }

    private static TimeSpan Clock(string text) => new(int.Parse(text[..2], null), int.Parse(text[3..], null), 0);
}
