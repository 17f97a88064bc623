using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>Reads what stands between the braces: <c>caller.name</c>, <c>header.X-Topic | text 80</c>.</summary>
internal static partial class SlotReader
{
    /// <summary>The longest text that a slot may take.</summary>
    public const int MaxText = 500;

    private const int DefaultText = 64;
    private const int MaxNumber = 32;
    private const int MaxLanguage = 35;
    private const int MaxClock = 24;

    /// <summary>What a slot is when its text does not say; header slots are text, variables the admin's own words.</summary>
    private static readonly Dictionary<string, TemplateSlot> Known = new TemplateSlot[]
    {
        new("caller.number", SlotKind.Number, MaxNumber),
        new("caller.name", SlotKind.Text, DefaultText),
        new("caller.country", SlotKind.Trusted, MaxClock),
        new("dialled", SlotKind.Number, MaxNumber),
        new("trunk", SlotKind.Trusted, DefaultText),
        new("now", SlotKind.Trusted, MaxClock),
        new("date", SlotKind.Trusted, MaxClock),
        new("time", SlotKind.Trusted, MaxClock),
        new("weekday", SlotKind.Trusted, MaxClock),
    }.ToDictionary(static slot => slot.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, SlotKind> Kinds = new(StringComparer.Ordinal)
    {
        ["number"] = SlotKind.Number,
        ["digits"] = SlotKind.Digits,
        ["word"] = SlotKind.Word,
        ["language"] = SlotKind.Language,
        ["text"] = SlotKind.Text,
    };

    /// <param name="text">Without the braces.</param>
    /// <param name="slot">What it means.</param>
    /// <param name="why">Why it means nothing, with advice; null when it does.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out TemplateSlot? slot, out (string Why, string? Advice)? why)
    {
        var parts = text.Split('|');
        var name = parts[0].Trim();
        (slot, why) = (Named(name), parts.Length) switch
        {
            (null, _) => (null, ("is no slot", NearestName.Advice(name, [.. Known.Keys, "header.X-Name", "var.name"]))),
            ({ } named, 1) => (named, null),
            ({ } named, 2) => WithKind(named, parts[1].Trim()),
            _ => (null, ("has more than one kind", "write {{name|kind}}")),
        };
        return slot is not null;
    }

    private static TemplateSlot? Named(string name)
    {
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.StartsWith(TemplateSlot.HeaderPrefix, StringComparison.Ordinal) && HeaderName().IsMatch(name.AsSpan(TemplateSlot.HeaderPrefix.Length)))
        {
            return new TemplateSlot(name, SlotKind.Text, DefaultText);
        }

        return name.StartsWith(TemplateSlot.VariablePrefix, StringComparison.Ordinal) && VariableName().IsMatch(name.AsSpan(TemplateSlot.VariablePrefix.Length))
            ? new TemplateSlot(name, SlotKind.Trusted, TemplateSlot.MaxVariable)
            : null;
    }

    private static (TemplateSlot? Slot, (string Why, string? Advice)? Fault) WithKind(TemplateSlot slot, string text)
    {
        if (!slot.IsCallerData)
        {
            return (null, ("takes no kind: its value is not the caller's", $"write {{{{{slot.Name}}}}}"));
        }

        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !Kinds.TryGetValue(words[0], out var kind))
        {
            return (null, ("has no kind that is known", NearestName.Advice(words.Length == 0 ? "" : words[0], Kinds.Keys)));
        }

        var longest = kind switch { SlotKind.Text => MaxText, SlotKind.Language => MaxLanguage, SlotKind.Number => MaxNumber, _ => DefaultText };
        if (words.Length == 1)
        {
            return (slot with { Kind = kind, MaxLength = kind == SlotKind.Text ? DefaultText : longest }, null);
        }

        return int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length >= 1 && length <= longest
            ? (slot with { Kind = kind, MaxLength = length }, null)
            : (null, ("has a length that is out of range", string.Create(CultureInfo.InvariantCulture, $"1 to {longest}")));
    }

    [GeneratedRegex("^[A-Za-z0-9!%*_+`'~.-]{1,64}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HeaderName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,31}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();
}
