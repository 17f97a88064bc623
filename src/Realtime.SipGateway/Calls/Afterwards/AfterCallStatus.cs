namespace Realtime.SipGateway.Calls.Afterwards;

/// <summary>What became of a summary or an outcome.</summary>
public enum AfterCallStatus
{
    /// <summary>Asked for, not there yet.</summary>
    Pending,

    Done,

    /// <summary>The answer did not fit its schema, the repaired one neither.</summary>
    Invalid,

    /// <summary>The model would not answer.</summary>
    Refused,

    /// <summary>The service did not take the request, or not in time, whatever was tried.</summary>
    Failed,

    /// <summary>Nothing was said in the call.</summary>
    Skipped,
}
