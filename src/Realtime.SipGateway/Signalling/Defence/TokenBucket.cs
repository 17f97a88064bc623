namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>
/// A token bucket in one number (the virtual scheduling form of ITU-T I.371, GCRA): the moment up to which everything taken is paid for. Exact: what is
/// refused costs no token, and the time to wait is when the next one is there. The rate may change between two calls.
/// </summary>
internal sealed class TokenBucket
{
    private long _paidUntil = long.MinValue;

    /// <summary>Takes a token, or tells how long until there is one.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="limit">Rate and size.</param>
    /// <param name="wait">Zero when a token was taken.</param>
    public bool TryTake(TimeProvider time, RateLimit limit, out TimeSpan wait)
    {
        var perToken = (long)Math.Max(1, time.TimestampFrequency / limit.PerSecond);
        var size = perToken * limit.Burst;
        while (true)
        {
            var now = time.GetTimestamp();
            var paid = Volatile.Read(ref _paidUntil);
            var next = Math.Max(paid, now) + perToken;
            if (next - now > size)
            {
                wait = TimeSpan.FromSeconds((double)(next - now - size) / time.TimestampFrequency);
                return false;
            }

            if (Interlocked.CompareExchange(ref _paidUntil, next, paid) == paid)
            {
                wait = TimeSpan.Zero;
                return true;
            }
        }
    }

    /// <summary>True when the bucket is full: forgetting it changes nothing.</summary>
    public bool IsFull(TimeProvider time) => Volatile.Read(ref _paidUntil) <= time.GetTimestamp();
}
