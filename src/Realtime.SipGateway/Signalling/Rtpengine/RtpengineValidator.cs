using System.Net;

namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>Checks section <c>Rtpengine</c>, and that trunks which need it find one.</summary>
internal static class RtpengineValidator
{
    public static void Check(SignallingOptions options, List<string> faults)
    {
        var relay = options.Rtpengine;
        var check = new OptionFaults(SignallingOptions.RtpengineSection, faults);
        check.AtMost("Addresses", relay.Addresses.Count, 16);
        check.Range("TimeoutMs", relay.TimeoutMs, 50, 5_000);
        check.Range("Tries", relay.Tries, 1, 10);
        foreach (var (index, address) in relay.Addresses.Index())
        {
            if (!IPEndPoint.TryParse(address, out var parsed) || parsed.Port == 0)
            {
                check.Add($"Addresses:{index}", address, "is no address and port: write 127.0.0.1:2223.");
            }
        }

        if (relay.TrunkInterface is null != relay.TargetInterface is null)
        {
            check.Add("TrunkInterface and TargetInterface go together: name both or none.");
        }

        foreach (var (name, _) in options.Trunks.Where(trunk => trunk.Value.MediaPolicy == MediaPolicies.Rtpengine && relay.Addresses.Count == 0))
        {
            faults.Add($"{SignallingOptions.TrunksSection}:{name}:MediaPolicy 'rtpengine' needs a relay: give Rtpengine:Addresses:0, such as 127.0.0.1:2223.");
        }
    }
}
