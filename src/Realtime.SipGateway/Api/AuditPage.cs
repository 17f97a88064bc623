using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Next">Value of <c>cursor</c> for the next page; null when this is the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditRecord> Entries, long? Next);
