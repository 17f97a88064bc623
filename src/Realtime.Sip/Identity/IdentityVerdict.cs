namespace Realtime.Sip.Identity;

/// <summary>The result of a check, and what the signer said.</summary>
/// <param name="Result">What it came to.</param>
/// <param name="Attestation">How well the signer knows the caller: <c>A</c>, <c>B</c> or <c>C</c> (RFC 8588 §4); only when passed.</param>
/// <param name="OriginId">The signer's own mark of where the call entered its network; only when passed.</param>
/// <param name="Signer">The service provider code of the signer's certificate.</param>
/// <param name="SignedNumber">The caller's number that was signed for, digits only; only when passed, and null where a URI was signed for.</param>
public sealed record IdentityVerdict(
    IdentityResult Result, string? Attestation = null, string? OriginId = null, string? Signer = null, string? SignedNumber = null)
{
    public const string ValidationPassed = "TN-Validation-Passed";
    public const string ValidationFailed = "TN-Validation-Failed";
    public const string NoValidation = "No-TN-Validation";

    /// <summary>The value of the <c>verstat</c> parameter (3GPP TS 24.229 §7.2A.20).</summary>
    public string Verstat => Result switch
    {
        IdentityResult.Passed => ValidationPassed,
        IdentityResult.Missing or IdentityResult.Unsupported or IdentityResult.Pending or IdentityResult.BadInfo => NoValidation,
        _ => ValidationFailed,
    };

    /// <summary>The answer to a call that has to be signed and is not rightly (RFC 8224 §6.2.2); null for one that passed.</summary>
    public (int Status, string? Phrase)? Refusal => Result switch
    {
        IdentityResult.Passed => null,
        IdentityResult.Missing or IdentityResult.Unsupported => (428, null),
        IdentityResult.BadInfo or IdentityResult.Pending => (436, null),
        IdentityResult.Untrusted => (437, null),
        IdentityResult.Stale => (403, "Stale Date"),
        _ => (438, null),
    };
}
