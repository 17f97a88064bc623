using Realtime.Sip.Transactions;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// Section <c>Sip:Timers</c>: the three values from which RFC 3261 derives all its timers (table 4). A request is given up after 64·T1. Longer ones suit
/// satellite links; shorter ones a network whose every peer is known to answer fast.
/// </summary>
public sealed class SipTimerSettings
{
    private const int LeastT1 = 100;
    private const int MostT1 = 2_000;
    private const int MostT2 = 16_000;
    private const int LeastT4 = 1_000;
    private const int MostT4 = 20_000;

    /// <summary>An estimate of the round trip; the first pause before a repeat over UDP. 100 to 2,000 ms.</summary>
    public int T1Ms { get; set; } = (int)SipTimers.Default.T1.TotalMilliseconds;

    /// <summary>The longest pause between repeats of a request other than INVITE, or of a response to INVITE. T1 to 16,000 ms.</summary>
    public int T2Ms { get; set; } = (int)SipTimers.Default.T2.TotalMilliseconds;

    /// <summary>How long a message may stay in the network. 1,000 to 20,000 ms.</summary>
    public int T4Ms { get; set; } = (int)SipTimers.Default.T4.TotalMilliseconds;

    internal SipTimers ToTimers() => SipTimers.Default with
    {
        T1 = TimeSpan.FromMilliseconds(T1Ms),
        T2 = TimeSpan.FromMilliseconds(T2Ms),
        T4 = TimeSpan.FromMilliseconds(T4Ms),
    };

    internal void Validate(List<string> faults)
    {
        Range(nameof(T1Ms), T1Ms, LeastT1, MostT1, faults);
        Range(nameof(T2Ms), T2Ms, Math.Max(T1Ms, LeastT1), MostT2, faults);
        Range(nameof(T4Ms), T4Ms, LeastT4, MostT4, faults);
    }

    private static void Range(string key, int value, int least, int most, List<string> faults)
    {
        if (value < least || value > most)
        {
            faults.Add($"{SignallingOptions.Section}:Timers:{key} {value} is out of range: {least} to {most}.");
        }
    }
}
