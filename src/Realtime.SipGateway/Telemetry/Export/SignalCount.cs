using System.Diagnostics.Metrics;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>One signal's items: taken in, sent, failed, dropped. Safe for all threads.</summary>
internal sealed class SignalCount(string name, bool hasQueue = true)
{
    private long _taken;
    private long _sent;
    private long _failed;
    private long _dropped;
    private int _fails;

    public string Name => name;

    public bool HasQueue => hasQueue;

    public long Sent => Interlocked.Read(ref _sent);

    public long Failed => Interlocked.Read(ref _failed);

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Taken in and not yet sent, nor given up.</summary>
    public long Queued => Interlocked.Read(ref _taken) - Sent - Failed;

    /// <summary>Called with true when sending begins to fail and with false when it works again.</summary>
    public Action<SignalCount, bool>? Changed { get; set; }

    /// <summary>Takes one item in; false, and it is counted as dropped, when so many wait already.</summary>
    public bool TryTake(int limit)
    {
        if (Queued >= limit)
        {
            Interlocked.Increment(ref _dropped);
            return false;
        }

        Interlocked.Increment(ref _taken);
        return true;
    }

    /// <summary>A batch is over.</summary>
    /// <param name="count">Its items.</param>
    /// <param name="succeeded">The collector took it.</param>
    public void Done(long count, bool succeeded)
    {
        if (!hasQueue)
        {
            Interlocked.Add(ref _taken, count);
        }

        Interlocked.Add(ref succeeded ? ref _sent : ref _failed, count);
        if (Interlocked.Exchange(ref _fails, succeeded ? 0 : 1) != (succeeded ? 0 : 1))
        {
            Changed?.Invoke(this, !succeeded);
        }
    }

    public IEnumerable<Measurement<long>> Items() => [Measure(Sent, "sent"), Measure(Failed, "failed"), Measure(Dropped, "dropped")];

    public Measurement<long> Waiting() => new(Queued, new KeyValuePair<string, object?>("signal", name));

    private Measurement<long> Measure(long value, string result) =>
        new(value, new KeyValuePair<string, object?>("signal", name), new KeyValuePair<string, object?>("result", result));
}
