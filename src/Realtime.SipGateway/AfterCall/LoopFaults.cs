namespace Realtime.SipGateway.AfterCall;

/// <summary>Faults of one loop in a row: the first is told, the rest until it works again are not.</summary>
internal sealed class LoopFaults
{
    private int _count;

    /// <summary>True for the first.</summary>
    public bool Add() => Interlocked.Increment(ref _count) == 1;

    public void Over() => Interlocked.Exchange(ref _count, 0);
}
