namespace Realtime.Sip.B2bua;

/// <summary>What became of a REFER to the caller's side.</summary>
public enum B2buaReferStatus : byte
{
    /// <summary>NOTIFY reported a 2xx of who was called.</summary>
    Succeeded,

    /// <summary>The caller's side accepted the REFER and hung up without reporting: it has gone its way, how is not known.</summary>
    TakenOver,

    /// <summary>REFER was refused, or not answered.</summary>
    Refused,

    /// <summary>NOTIFY reported that who was called refused.</summary>
    Failed,

    /// <summary>REFER was accepted and nothing was reported in time.</summary>
    Silent,

    /// <summary>Progress was reported, no outcome in time.</summary>
    TimedOut,

    /// <summary>Who asked gave it up.</summary>
    Abandoned,

    /// <summary>The call has ended, or another REFER of it is under way.</summary>
    NotInCall,
}
