namespace Realtime.Sip.B2bua;

/// <summary>
/// An established call, as plain values that can be written as JSON: another process with the same advertised addresses goes on with it by
/// <see cref="B2buaCall.Restore"/>. It holds the session descriptions, keys included: whoever stores it guards it.
/// </summary>
public sealed record B2buaSnapshot
{
    public required B2buaLegSnapshot Caller { get; init; }

    public required B2buaLegSnapshot Target { get; init; }

    /// <summary>When the INVITE came.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>When the caller got its 2xx.</summary>
    public required DateTimeOffset Answered { get; init; }

    /// <summary>The <c>o=</c> line that the caller saw last, where that is not the target's own because the call was bridged; else null.</summary>
    public string? CallerSeesOrigin { get; init; }

    /// <summary>Whether changed offers pass on to the target.</summary>
    public required B2buaOfferPolicy ChangedOffers { get; init; }
}
