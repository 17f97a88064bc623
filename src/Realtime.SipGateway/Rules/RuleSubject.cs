using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Load;
using Realtime.SipGateway.Rules.Numbers;

namespace Realtime.SipGateway.Rules;

/// <summary>The facts of a call as the rules compare them, normalised once per decision.</summary>
internal sealed class RuleSubject(CallFacts facts)
{
    private static readonly CallLoad Idle = new(0, 0, 0, new Dictionary<string, int>());

    public CallFacts Facts { get; } = facts;

    public string Trunk { get; } = facts.Trunk?.ToUpperInvariant() ?? "";

    public string Dialled { get; } = NumberPattern.Normalise(facts.Dialled);

    public string Caller { get; } = facts.Caller.Length == 0 ? NumberPattern.Anonymous : NumberPattern.Normalise(facts.Caller);

    public string? DialledCountry { get; } = CountryByPrefix.Find(NumberPattern.Normalise(facts.Dialled));

    public string? CallerCountry { get; } = CountryByPrefix.Find(NumberPattern.Normalise(facts.Caller));

    public string Verstat { get; } = (facts.Verstat ?? CallFacts.NoValidation).ToUpperInvariant();

    public string Attestation { get; } = facts.Attestation?.ToUpperInvariant() ?? "";

    /// <summary>In the words of records: <c>sip</c>, <c>web_rtc</c>.</summary>
    public string Source { get; } = facts.Source switch
    {
        CallSourceKind.Sip => "SIP",
        CallSourceKind.Webhook => "WEBHOOK",
        CallSourceKind.WebRtc => "WEB_RTC",
        _ => "WEB_SOCKET",
    };

    public string Media { get; } = facts.MediaSecurity?.ToUpperInvariant() ?? "";

    /// <summary>Null: unknown.</summary>
    public DateTimeOffset? At { get; } = facts.At;

    public CallLoad Load { get; } = facts.Load ?? Idle;

    /// <summary>What a split divides by: the caller, of withheld ones the call.</summary>
    public string SplitBy { get; } = facts.Caller.Length > 0 ? NumberPattern.Normalise(facts.Caller) : facts.Id?.Value ?? facts.SipCallId ?? "";
}
