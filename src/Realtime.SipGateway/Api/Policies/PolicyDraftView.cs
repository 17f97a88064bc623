using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>The draft that admins share.</summary>
/// <param name="Sha256">Of its text; the ETag.</param>
/// <param name="BasedOn">Number of the version it began from.</param>
/// <param name="Stale">Another version is in force by now: the draft is to be brought up to date before it can be published.</param>
/// <param name="At">When it was saved.</param>
/// <param name="Author">Who saved it.</param>
/// <param name="Faults">What keeps it from being published; empty: nothing.</param>
internal sealed record PolicyDraftView(string Sha256, int BasedOn, bool Stale, DateTimeOffset At, string Author, IReadOnlyList<PolicyFault> Faults);
