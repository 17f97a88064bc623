namespace Realtime.SipGateway.Api.Policies;

/// <summary>Versions, newest first.</summary>
/// <param name="Versions">The versions.</param>
/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record PolicyVersionPage(IReadOnlyList<PolicyVersionView> Versions, int? Next);
