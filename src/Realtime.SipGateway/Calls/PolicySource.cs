namespace Realtime.SipGateway.Calls;

/// <summary>Where a version of the policy came from.</summary>
public enum PolicySource
{
    /// <summary>The policy file.</summary>
    File = 1,

    /// <summary>The control API.</summary>
    Rest,

    /// <summary>The web console.</summary>
    Console,

    /// <summary>An earlier version, put in force again.</summary>
    Rollback,
}
