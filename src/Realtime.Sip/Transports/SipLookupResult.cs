namespace Realtime.Sip.Transports;

/// <summary>What became of a DNS question, counted by <see cref="SipCounters"/>.</summary>
public enum SipLookupResult
{
    /// <summary>Known already.</summary>
    Cached,

    /// <summary>A server gave records.</summary>
    Answered,

    /// <summary>A server said that there are none.</summary>
    NoSuchRecord,

    /// <summary>No server answered; an older answer was used.</summary>
    Stale,

    /// <summary>No server answered.</summary>
    Failed,
}
