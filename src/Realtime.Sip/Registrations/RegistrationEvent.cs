namespace Realtime.Sip.Registrations;

/// <summary>What happens to a registration.</summary>
internal enum RegistrationEvent
{
    Start,

    /// <summary>2xx.</summary>
    Granted,

    /// <summary>423: the registrar wants longer intervals.</summary>
    TooBrief,

    /// <summary>Another final failure: it may mend itself (408, 5xx, 3xx).</summary>
    Failed,

    /// <summary>A failure that needs somebody's hand: wrong password, unknown user.</summary>
    Refused,

    /// <summary>No answer, no connection, no address.</summary>
    Unreachable,

    /// <summary>The wait is over.</summary>
    Due,

    /// <summary>The connection that the registrar knows us by is gone.</summary>
    FlowLost,

    Stop,
}
