namespace Realtime.SipGateway.Calls.Numbers;

/// <summary>How a peer writes numbers: <c>Trunks:NAME:Numbers</c>, and <c>Webhooks:Numbers</c> for calls without our edge.</summary>
public sealed class NumberOptions
{
    /// <summary>What most of the world dials before a country code (ITU-T E.164 Annex; North America: 011).</summary>
    public const string DefaultInternationalPrefix = "00";

    /// <summary>What most countries dial before an area code (North America: 1; Spain, Italy and others: nothing).</summary>
    public const string DefaultNationalPrefix = "0";

    /// <summary><c>as-sent</c>, <c>e164</c>, <c>national</c> or <c>plan</c> (<see cref="NumberFormat"/>). Null: as the trunk's profile says, else as sent.</summary>
    public string? Format { get; set; }

    /// <summary>Country code of national numbers, 1 to 3 digits.</summary>
    public string? CountryCode { get; set; }

    public string InternationalPrefix { get; set; } = DefaultInternationalPrefix;

    public string NationalPrefix { get; set; } = DefaultNationalPrefix;

    /// <summary>The first rule that fits rewrites the number.</summary>
    public IList<NumberRewriteOptions> Plan { get; set; } = [];
}
