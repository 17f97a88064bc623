namespace Realtime.SipGateway.Calls;

/// <summary>How far a call has come. Only <see cref="CallMachine"/> moves it.</summary>
public enum CallState
{
    /// <summary>It arrived; nothing is decided.</summary>
    Offered,

    /// <summary>Rules decided to accept; no target was tried yet, or the last attempt failed.</summary>
    Decided,

    /// <summary>An attempt to reach the AI target is under way; its webhook has not come.</summary>
    Dialing,

    /// <summary>The vendor announced the attempt's call by webhook.</summary>
    Announced,

    /// <summary>Accept was sent; its answer is not known.</summary>
    Accepting,

    /// <summary>The vendor took the accept: an AI session lives.</summary>
    Accepted,

    /// <summary>The caller talks to whom it was transferred to, over our legs; the AI session is over.</summary>
    Transferred,

    /// <summary>Over. The outcome is final.</summary>
    Ended,

    /// <summary>It lives on in another process: nothing is done or written for it here any more.</summary>
    HandedOver,
}
