using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Why one attempt failed.</summary>
/// <param name="Kind">One of <see cref="VendorFaultKind"/>.</param>
/// <param name="Outcome">How the call ends when nothing else is tried.</param>
/// <param name="Scope">What may be tried.</param>
/// <param name="Status">The SIP status; 0 when there was none.</param>
/// <param name="Phrase">The peer's reason phrase: untrusted.</param>
internal sealed record AttemptFailure(string Kind, CallOutcome Outcome, FailoverScope Scope, int Status = 0, string? Phrase = null);
