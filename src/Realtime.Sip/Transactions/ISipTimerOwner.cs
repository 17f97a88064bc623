namespace Realtime.Sip.Transactions;

/// <summary>What a <see cref="SipTimer"/> wakes up.</summary>
internal interface ISipTimerOwner
{
    /// <summary>
    /// <paramref name="timer"/> came due. Runs on the queue's thread without its lock: the owner takes its own and then asks
    /// <see cref="SipTimer.IsCurrent"/>, for the timer may have been stopped or started anew in between.
    /// </summary>
    void OnTimer(SipTimer timer, int name, int stamp);
}
