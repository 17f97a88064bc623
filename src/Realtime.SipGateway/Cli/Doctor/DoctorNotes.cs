using System.Collections.Concurrent;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Where a check writes what it found.</summary>
internal sealed class DoctorNotes(string area)
{
    private readonly ConcurrentQueue<DoctorFinding> _findings = new();

    public IReadOnlyList<DoctorFinding> Findings => [.. _findings];

    public void Ok(string what, string seen) => _findings.Enqueue(new DoctorFinding(area, DoctorStatus.Ok, what, seen, null));

    public void Warn(string what, string seen, string todo) => _findings.Enqueue(new DoctorFinding(area, DoctorStatus.Warn, what, seen, todo));

    public void Fail(string what, string seen, string todo) => _findings.Enqueue(new DoctorFinding(area, DoctorStatus.Fail, what, seen, todo));
}
