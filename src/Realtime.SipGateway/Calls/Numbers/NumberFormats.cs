namespace Realtime.SipGateway.Calls.Numbers;

/// <summary>The names of <see cref="NumberFormat"/> in settings.</summary>
internal static class NumberFormats
{
    private static readonly Dictionary<string, NumberFormat> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["as-sent"] = NumberFormat.AsSent,
        ["e164"] = NumberFormat.E164,
        ["national"] = NumberFormat.National,
        ["plan"] = NumberFormat.Plan,
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Null when nothing is set, or nothing that is known.</summary>
    public static NumberFormat? Find(string? name) => name is not null && Known.TryGetValue(name, out var format) ? format : null;
}
