using Realtime.SipGateway.Calls.Numbers;

namespace Realtime.SipGateway.Signalling;

/// <summary>What is known of a carrier beforehand: the trunk's settings where it says nothing itself.</summary>
/// <param name="Dialled">See <see cref="TrunkHeaderOptions.Dialled"/>.</param>
/// <param name="Caller">See <see cref="TrunkHeaderOptions.Caller"/>.</param>
/// <param name="Format">How numbers are written.</param>
/// <param name="Withheld">Numbers that mean a withheld caller.</param>
internal sealed record TrunkProfile(IReadOnlyList<string> Dialled, IReadOnlyList<string> Caller, NumberFormat Format, IReadOnlyList<string> Withheld)
{
    public const string Generic = "generic";

    /// <summary>
    /// Twilio and Telnyx signal E.164, with <c>+</c> by default and without where so configured, in the Request-URI. Twilio writes withheld callers as
    /// the words ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a telephone's keys.
    /// </summary>
    private static readonly Dictionary<string, TrunkProfile> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [Generic] = new(["request-uri"], ["p-asserted-identity", "remote-party-id", "from"], NumberFormat.AsSent, []),
        ["twilio"] = new(
            ["request-uri", "to"],
            ["p-asserted-identity", "from"],
            NumberFormat.E164,
            ["+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"]),
        ["telnyx"] = new(["request-uri", "to"], ["p-asserted-identity", "remote-party-id", "from"], NumberFormat.E164, []),
    };

    public static IReadOnlyList<string> Names => [.. Known.Keys];

    public static TrunkProfile Of(string name) => Known.GetValueOrDefault(name) ?? Known[Generic];
}
