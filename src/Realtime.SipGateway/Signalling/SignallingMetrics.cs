using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling;

/// <summary>INVITEs by what became of them; the result is of a closed set, the trunk one of the configured.</summary>
internal sealed class SignallingMetrics(IMeterFactory meters)
{
    public const string Accepted = "accepted";
    public const string NoTrunk = "no_trunk";
    public const string Unproven = "unproven";
    public const string Limit = "limit";
    public const string Media = "media";
    public const string Rule = "rule";
    public const string TargetFailed = "target_failed";

    public const string Applied = "applied";
    public const string Refused = "refused";

    private static readonly string[] Reasons = [.. Enum.GetNames<TrunkMiss>().Select(name => name.ToLowerInvariant())];

    private readonly Counter<long> _invites = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.Invites);

    private readonly Counter<long> _unmatched = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.InvitesUnmatched);

    private readonly Counter<long> _reloads = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.SettingsReloads);

    /// <summary>Changed settings were read.</summary>
    public void Reloaded(string result) => _reloads.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>No trunk took it.</summary>
    public void Unmatched(TrunkMiss miss)
    {
        Invite(null, NoTrunk);
        _unmatched.Add(1, new KeyValuePair<string, object?>("reason", Reasons[(int)miss]));
    }

    public void Invite(string? trunk, string result) =>
        _invites.Add(1, new KeyValuePair<string, object?>("trunk", trunk), new KeyValuePair<string, object?>("result", result));
}
