namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Where a call may go after a failed attempt.</summary>
internal enum FailoverScope
{
    /// <summary>Nowhere: the answer was meant, as busy and decline are.</summary>
    None,

    /// <summary>To another target; other addresses of this one would fail the same way.</summary>
    Target,

    /// <summary>To another address of the same target first (RFC 3263 §4.3).</summary>
    Address,
}
