namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>What a look at one thing came to.</summary>
internal enum DoctorStatus
{
    Ok,

    /// <summary>It works, or could not be looked at; somebody should know.</summary>
    Warn,

    /// <summary>Calls fail because of it.</summary>
    Fail,
}
