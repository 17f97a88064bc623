namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>What a trunk's calls have to do with signatures.</summary>
public sealed class TrunkIdentityOptions
{
    /// <summary>Signatures are not looked at.</summary>
    public const string Off = "off";

    /// <summary>Signatures are checked; rules decide by the result.</summary>
    public const string Observe = "observe";

    /// <summary>Calls without a right signature are refused (428, 436, 437, 438, 403).</summary>
    public const string Require = "require";

    /// <summary><c>off</c>, <c>observe</c> or <c>require</c>.</summary>
    public string Mode { get; set; } = Off;

    /// <summary>
    /// Whether a call waits while its signer's certificate is fetched for the first time. False: that call counts as not validated, and the next ones
    /// find the certificate. Mode <c>observe</c>.
    /// </summary>
    public bool Wait { get; set; } = true;

    /// <summary>
    /// The carrier verifies and says so: <c>verstat</c> in P-Asserted-Identity or From, <c>P-Attestation-Indicator</c>, <c>X-Twilio-VerStat</c>. Only
    /// for carriers that remove what callers write there themselves. A signature that we check ourselves has the last word.
    /// </summary>
    public bool TrustVerstat { get; set; }

    internal bool IsChecked => Mode is Observe or Require;
}
