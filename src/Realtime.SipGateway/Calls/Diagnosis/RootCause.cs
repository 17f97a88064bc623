namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>Whose doing the end of a call was: a closed set. Not who hung up, but what made it end.</summary>
public enum RootCause
{
    /// <summary>The log does not tell; the diagnosis says what is missing.</summary>
    Unknown,

    /// <summary>The caller was done, or gave up by themselves.</summary>
    Caller,

    /// <summary>The carrier, or the network between it and us: lost ACK, broken leg, an offer we cannot serve.</summary>
    Carrier,

    /// <summary>The AI vendor: refused, late, unreachable, silent, or ended the session.</summary>
    Vendor,

    /// <summary>A rule of the policy.</summary>
    Policy,

    /// <summary>A guardrail ended the call or cut the agent short.</summary>
    Guardrail,

    /// <summary>The maximum duration or another budget.</summary>
    Budget,

    /// <summary>A limit on calls or rate: there was no room.</summary>
    Capacity,

    /// <summary>The agent decided to hang up.</summary>
    Agent,

    /// <summary>A tool that failed or kept the caller waiting.</summary>
    Tool,

    /// <summary>The caller was transferred, or whom they were transferred to ended it.</summary>
    Transfer,

    /// <summary>A person or program through the control API.</summary>
    Operator,

    /// <summary>Settings of this site or of the vendor's project: key, project, source address, webhook.</summary>
    Configuration,

    /// <summary>The gateway: stop, crash, fault.</summary>
    Gateway,
}
