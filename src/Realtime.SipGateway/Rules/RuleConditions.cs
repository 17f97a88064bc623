using Realtime.SipGateway.Rules.Conditions;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// What must hold for a rule: all that is given; each list holds alternatives. A number ends in <c>*</c> to match by prefix, <c>list:name</c> asks a
/// list of the document, <c>country:DE</c> the country of an E.164 number, <c>anonymous</c> matches a withheld caller.
/// </summary>
public sealed record RuleConditions
{
    public IReadOnlyList<string>? Dialled { get; init; }

    public IReadOnlyList<string>? Caller { get; init; }

    public IReadOnlyList<string>? Trunk { get; init; }

    /// <summary>Results of the check of the caller's signed identity; a call that was not checked is <c>No-TN-Validation</c>.</summary>
    public IReadOnlyList<string>? Verstat { get; init; }

    /// <summary>Attestation of a signed identity that passed: <c>A</c>, <c>B</c>, <c>C</c>.</summary>
    public IReadOnlyList<string>? Attestation { get; init; }

    /// <summary>Where the call comes from: <c>sip</c>, <c>webhook</c>, <c>web_rtc</c>, <c>web_socket</c>.</summary>
    public IReadOnlyList<string>? Source { get; init; }

    /// <summary>How the offered media is protected: <c>srtp</c>, <c>rtp</c>, <c>dtls</c>, <c>none</c>.</summary>
    public IReadOnlyList<string>? Media { get; init; }

    /// <summary>
    /// SIP headers by name, each with alternatives, compared without regard to case: a whole value, <c>gold*</c> by prefix, <c>*</c> that it is there, or
    /// <c>regex:^ab[0-9]+$</c>. A header that stands in the call more than once needs one value that fits.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Headers { get; init; }

    /// <summary>Alternatives in wall-clock time.</summary>
    public IReadOnlyList<TimeWindowDefinition>? Time { get; init; }

    /// <summary>Names of opening hours; one of them must be open.</summary>
    public IReadOnlyList<string>? Hours { get; init; }

    /// <summary>How busy the gateway is.</summary>
    public LoadConditions? Load { get; init; }

    /// <summary>A share of the callers, always the same ones.</summary>
    public SplitDefinition? Split { get; init; }

    /// <summary>None of these conditions may hold. Its own <see cref="Not"/> stays null.</summary>
    public RuleConditions? Not { get; init; }
}
