using System.Net;
using Realtime.SipGateway.Signalling.Defence;

namespace Realtime.SipGateway.Signalling;

/// <summary>What is counted of a trunk. It outlives a change of the trunk's settings: the new trunk of that name goes on counting.</summary>
internal sealed class TrunkUsage
{
    private int _calls;
    private volatile IReadOnlyList<IPAddress> _registrarAddresses = [];

    /// <summary>Calls now.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The registrar's addresses as found last: where its calls come from, as long as the trunk has a registration.</summary>
    public IReadOnlyList<IPAddress> RegistrarAddresses
    {
        get => _registrarAddresses;
        set => _registrarAddresses = value;
    }

    /// <summary>New calls per second.</summary>
    public TokenBucket Rate { get; } = new();

    /// <summary>Takes one of so many places.</summary>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _calls) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _calls);
        return false;
    }

    /// <summary>A call that is already up takes a place, whatever the limit, until it is over.</summary>
    public void Occupy(Task until)
    {
        Interlocked.Increment(ref _calls);
        _ = until.ContinueWith(static (_, usage) => ((TrunkUsage)usage!).Leave(), this, TaskScheduler.Default);
    }

    public void Leave() => Interlocked.Decrement(ref _calls);
}
