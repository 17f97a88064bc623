using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Rules;

/// <summary>Section <c>Transfer</c>: what no policy document allows by a pattern. A number that an agent's list names in full is allowed all the same.</summary>
public sealed class TransferOptions
{
    public const string Section = "Transfer";

    /// <summary>Emergency, directory and carrier services have up to six digits, extensions too: those are to be named.</summary>
    public const int DefaultMinDigits = 7;

    /// <summary>Numbers with fewer digits are denied, 1 to 15.</summary>
    [Range(1, 15)]
    public int MinDigits { get; set; } = DefaultMinDigits;

    /// <summary>Denies the premium-rate, shared-cost and satellite prefixes that are built in.</summary>
    public bool DenyPremium { get; set; } = true;

    /// <summary>Further prefixes to deny, such as <c>+4912</c>.</summary>
    public IList<string> DeniedPrefixes { get; set; } = [];
}
