using System.Diagnostics.Metrics;
using Realtime.Sip.Identity;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Checks of signatures by trunk (configured names) and result, fetches of certificates by result: closed sets.</summary>
internal sealed class IdentityMetrics
{
    public const string NotAllowed = "not_allowed";
    public const string TooMany = "too_many";
    public const string Failed = "failed";
    public const string Trusted = "trusted";
    public const string Untrusted = "untrusted";

    private readonly Counter<long> _checks;
    private readonly Counter<long> _fetches;

    public IdentityMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _checks = meter.Counter<long>(GatewayInstruments.IdentityChecks);
        _fetches = meter.Counter<long>(GatewayInstruments.IdentityFetches);
    }

    public void Checked(string trunk, IdentityResult result) => _checks.Add(
        1, new KeyValuePair<string, object?>("trunk", trunk), new KeyValuePair<string, object?>("result", NameOf(result)));

    public void Fetched(string result) => _fetches.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>The name in events, metrics and logs.</summary>
    public static string NameOf(IdentityResult result) => result switch
    {
        IdentityResult.BadInfo => "bad_info",
        IdentityResult.OtherNumbers => "other_numbers",
        IdentityResult.BadSignature => "bad_signature",
        _ => result.ToString().ToLowerInvariant(),
    };
}
