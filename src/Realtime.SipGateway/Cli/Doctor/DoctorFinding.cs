namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>What was looked at, what was seen, what to do. Never holds a secret.</summary>
internal sealed record DoctorFinding(string Area, DoctorStatus Status, string What, string Seen, string? Todo);
