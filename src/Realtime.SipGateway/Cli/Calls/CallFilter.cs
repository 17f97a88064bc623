using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Which calls somebody wants to see; everything that is null holds for all.</summary>
internal sealed record CallFilter
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 10_000;

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Digits of the dialled or the calling number; what is written between them does not count.</summary>
    public string? Number { get; init; }

    public string? Agent { get; init; }

    public string? Trunk { get; init; }

    /// <summary>A cause or who ended it, as records write them: <c>vendor_rejected</c>, <c>policy</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    public bool Matches(CallRecord record) =>
        (Since is not { } since || record.StartedAt >= since)
        && (Until is not { } until || record.StartedAt < until)
        && (Agent is null || Agent.Equals(record.Agent, StringComparison.OrdinalIgnoreCase))
        && (Trunk is null || Trunk.Equals(record.Trunk, StringComparison.OrdinalIgnoreCase))
        && (Cause is null || Is(record.Cause, Cause) || Is(record.EndedBy, Cause))
        && (Number is null || Has(record.Dialled, Number) || Has(record.Caller, Number));

    private static bool Is<T>(T? member, string name)
        where T : struct, Enum =>
        member is { } value && value.ToString().Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? number, string wanted)
    {
        var digits = Digits(wanted);
        return number is not null && (digits.Length == 0
            ? number.Contains(wanted, StringComparison.OrdinalIgnoreCase)
            : Digits(number).Contains(digits, StringComparison.Ordinal));
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
