using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.identity_checked</c>: How far the calling number can be believed (STIR/SHAKEN).</summary>
/// <param name="Verstat"><c>TN-Validation-Passed</c>, <c>TN-Validation-Failed</c> or <c>No-TN-Validation</c>.</param>
/// <param name="Attestation"><c>A</c>, <c>B</c> or <c>C</c>.</param>
/// <param name="Result">What the check came to, or <c>carrier</c> for the carrier's own word.</param>
/// <param name="Signer">The signer's service provider code.</param>
/// <param name="OriginId">The signer's mark of where the call came from, for tracing it back.</param>
public sealed record CallerIdentityChecked(string Verstat, string? Attestation, string Result, string? Signer, string? OriginId) : CallEventData
{
    internal override string Type => "signalling.identity_checked";

    public override CallEventData Redact(Redactor redactor) => this with
    {
        Verstat = redactor.Text(Verstat),
        Attestation = redactor.Text(Attestation),
        Result = redactor.Text(Result),
        Signer = redactor.Text(Signer),
        OriginId = redactor.Text(OriginId),
    };
}
