namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Looks at one area of the site; changes nothing, and does not disturb a gateway that runs.</summary>
internal interface IDoctorCheck
{
    string Area { get; }

    Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken);
}
