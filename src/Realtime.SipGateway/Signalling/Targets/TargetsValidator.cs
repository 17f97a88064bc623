using System.Globalization;
using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Checks what says where calls go: destinations, health, and how long is waited; every fault at once.</summary>
internal static class TargetsValidator
{
    public static void Check(SignallingOptions options, List<string> faults)
    {
        var health = options.Health;
        Range("Sip:AttemptTimeoutMs", options.AttemptTimeoutMs, 1_000, 120_000, faults);
        Range("Sip:AcceptedTimeoutMs", options.AcceptedTimeoutMs, 500, 60_000, faults);
        Range("Sip:FallbackReserveMs", options.FallbackReserveMs, 0, 120_000, faults);
        Range("Sip:Health:FailureThreshold", health.FailureThreshold, 1, 100, faults);
        Range("Sip:Health:RecoveryThreshold", health.RecoveryThreshold, 1, 100, faults);
        Range("Sip:Health:BreakMs", health.BreakMs, 100, 600_000, faults);
        Range("Sip:Health:MaxBreakMs", health.MaxBreakMs, health.BreakMs, 3_600_000, faults);
        Range("Sip:Health:ProbeIntervalMs", health.ProbeIntervalMs, 1_000, 3_600_000, faults);
        Range("Sip:Health:ProbeTimeoutMs", health.ProbeTimeoutMs, 100, 32_000, faults);
        if (options.FallbackReserveMs >= options.AnswerTimeoutMs)
        {
            faults.Add($"Sip:FallbackReserveMs {options.FallbackReserveMs} is not less than Sip:AnswerTimeoutMs {options.AnswerTimeoutMs}: no AI target would ever be tried.");
        }

        foreach (var (name, target) in options.Targets)
        {
            Target($"{SignallingOptions.TargetsSection}:{name}", target, faults);
        }

        foreach (var (name, trunk) in options.Trunks)
        {
            OneOf($"{SignallingOptions.TrunksSection}:{name}:PeerHealth", trunk.PeerHealth, faults);
        }

        foreach (var (name, destination) in options.Destinations)
        {
            Destination($"{SignallingOptions.DestinationsSection}:{name}", destination, options, faults);
        }
    }

    private static void Target(string key, SipTargetOptions target, List<string> faults)
    {
        OneOf($"{key}:Health", target.Health, faults);

        foreach (var (index, status) in target.FailoverStatuses.Index().Where(entry => entry.Item is < 400 or > 599))
        {
            faults.Add($"{key}:FailoverStatuses:{index} {status} is out of range: 400 to 599 (6xx ends the call).");
        }
    }

    private static void Destination(string key, DestinationOptions destination, SignallingOptions options, List<string> faults)
    {
        var number = OutboundRoutes.NumberOf(destination.Uri);
        var isUri = SipUri.TryParse(destination.Uri, out var uri) && uri.IsSip && !uri.HasHeaders;
        if (number is null && !isUri)
        {
            faults.Add($"{key}:Uri '{destination.Uri}' is neither a number nor a SIP address: write tel:+15550123 or sip:queue@pbx.example.com.");
        }

        if (destination.Trunk is { } name && !options.Trunks.ContainsKey(name))
        {
            faults.Add($"{key}:Trunk '{name}' is not a trunk: one of {string.Join(", ", options.Trunks.Keys)}.");
        }
        else if (number is not null && (destination.Trunk is null || options.Trunks[destination.Trunk].Peers.Count == 0))
        {
            faults.Add($"{key}:Trunk '{destination.Trunk}' gives a number no way out: name a trunk that has Peers.");
        }

        if (destination.CallerId is { } caller && OutboundRoutes.NumberOf(caller) is null)
        {
            faults.Add($"{key}:CallerId '{caller}' is not a number: write +15550100.");
        }
    }

    private static void OneOf(string key, string health, List<string> faults)
    {
        if (health is not (SipTargetOptions.Passive or SipTargetOptions.Options))
        {
            faults.Add($"{key} '{health}' is not one of: {SipTargetOptions.Passive}, {SipTargetOptions.Options}.");
        }
    }

    private static void Range(string key, int value, int least, int most, List<string> faults)
    {
        if (value < least || value > most)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{key} {value} is out of range: {least} to {most}."));
        }
    }
}
