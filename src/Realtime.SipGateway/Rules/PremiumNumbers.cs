namespace Realtime.SipGateway.Rules;

/// <summary>
/// Prefixes that cost the caller's host more than a call: premium rate, mass calling, shared cost, personal and satellite numbers, as national
/// numbering plans have them (ITU-T Operational Bulletin). Not complete: sites add theirs.
/// </summary>
internal static class PremiumNumbers
{
    private static readonly string[] Prefixes =
    [
        // World: satellite, international networks, international premium rate (ITU-T E.164.1, E.169.2).
        "+870", "+878", "+881", "+882", "+883", "+979",

        // North America: 900.
        "+1900",

        // Great Britain: personal (70), service (84, 87), premium (9).
        "+4470", "+4484", "+4487", "+449",

        // Germany: premium (900), mass calling (137), shared cost (180), directory (118), dial-in (12).
        "+49900", "+49137", "+49180", "+49118", "+4912",

        // Austria, Switzerland.
        "+43810", "+43820", "+43821", "+43828", "+4390", "+4393", "+41900", "+41901", "+41906", "+4184",

        // France, Belgium, Netherlands, Luxembourg.
        "+3381", "+3382", "+3389", "+3290", "+3270", "+31900", "+31906", "+31909", "+352900", "+352905",

        // Italy, Spain, Portugal, Greece.
        "+39166", "+39892", "+39893", "+39894", "+39895", "+39899", "+34803", "+34806", "+34807", "+34905", "+34907", "+351601", "+351646", "+351760",
        "+351761", "+351762", "+3090",

        // Nordic countries.
        "+46900", "+46939", "+46944", "+4590", "+47820", "+47829", "+358600", "+358700",

        // Ireland, Poland, Czech Republic.
        "+3531511", "+3531512", "+3531513", "+3531514", "+3531515", "+3531516", "+3531517", "+3531518", "+3531519", "+48700", "+48701", "+48703",
        "+48704", "+48708", "+42090",

        // Australia, New Zealand, Japan, Israel.
        "+6119", "+64900", "+81990", "+972190", "+972191",
    ];

    public static bool Contains(string number) => Array.Exists(Prefixes, prefix => number.StartsWith(prefix, StringComparison.Ordinal));
}
