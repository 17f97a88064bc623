namespace Realtime.Sip.Transports;

/// <summary>What becomes of a new request outside of dialogs before anything is remembered of it.</summary>
/// <param name="Status">0: it is taken. -1: it is dropped without an answer. Else the final status of an answer that leaves no state behind.</param>
/// <param name="RetryAfter">Told with the answer, in whole seconds rounded up.</param>
public readonly record struct SipAdmission(int Status, TimeSpan? RetryAfter = null)
{
    private const int Dropped = -1;

    public static SipAdmission Take { get; } = new(0);

    /// <summary>No answer: scanners learn nothing, and forged sources get nothing.</summary>
    public static SipAdmission Drop { get; } = new(Dropped);

    public bool IsTaken => Status == 0;

    public bool IsDropped => Status == Dropped;

    /// <summary>
    /// Answered without a transaction (RFC 3261 §8.2.7): the answer is sent once per request and never repeated by itself, so that a forged source is
    /// not sent more than it seemed to send.
    /// </summary>
    public static SipAdmission Refuse(int status, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        return new SipAdmission(status, retryAfter);
    }
}
