using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;

namespace Realtime.SipGateway.Signalling;

/// <summary>What callers of a trunk hear before their answer.</summary>
public sealed class TrunkProgressSettings
{
    private static readonly int[] RingStatuses = [180, 183];

    /// <summary>
    /// When provisional responses are sent reliably (RFC 3262): <c>required</c> by the INVITE, <c>supported</c> by it, or <c>off</c>
    /// (an INVITE that requires it gets 420).
    /// </summary>
    public string Reliable { get; set; } = "required";

    /// <summary>Our own ringing: 180, or 183 for carriers that play no ringback to a 180.</summary>
    public int RingStatus { get; set; } = 180;

    /// <summary>What of the target's provisional responses passes at most: <c>relay</c> all, <c>ring</c> (180 only) or <c>local</c> (nothing).</summary>
    public string Relay { get; set; } = "relay";

    internal ReliabilityMode ToReliability() => Enum.Parse<ReliabilityMode>(Reliable, ignoreCase: true);

    internal B2buaProgress ToProgress() => Enum.Parse<B2buaProgress>(Relay, ignoreCase: true);

    internal void Validate(string key, List<string> faults)
    {
        EnumName.Check<ReliabilityMode>($"{key}:Reliable", Reliable, faults);
        EnumName.Check<B2buaProgress>($"{key}:Relay", Relay, faults);
        if (!RingStatuses.Contains(RingStatus))
        {
            faults.Add($"{key}:RingStatus {RingStatus} is not one of: {string.Join(", ", RingStatuses)}.");
        }
    }
}
