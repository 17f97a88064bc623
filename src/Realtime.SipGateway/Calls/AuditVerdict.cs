namespace Realtime.SipGateway.Calls;

/// <summary>Whether the audit log is as it was written.</summary>
/// <param name="Intact">Every hash fits, no number is missing, and a known head is part of it.</param>
/// <param name="Entries">Entries that were read and fit.</param>
/// <param name="Head">The newest entry that fits, <c>seq:hash</c>; null when there is none.</param>
/// <param name="BrokenAt">Number of the first entry that does not fit.</param>
/// <param name="Why">What is wrong with it.</param>
public sealed record AuditVerdict(bool Intact, long Entries, string? Head, long? BrokenAt = null, string? Why = null);
