using System.Text.Json;

namespace Realtime.SipGateway.Calls;

/// <summary>One entry of the audit log as it stands.</summary>
/// <param name="Seq">Number in the log, from 1, without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Object">On what.</param>
/// <param name="Detail">What exactly, as JSON.</param>
/// <param name="Note">Why.</param>
/// <param name="Remote">From where.</param>
/// <param name="PrevHash">The entry before; 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 of all the other fields, hexadecimal.</param>
public sealed record AuditRecord(
    long Seq, DateTimeOffset At, string Actor, string Action, string Object, JsonElement? Detail, string? Note, string? Remote, string PrevHash, string Hash);
