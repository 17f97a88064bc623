using Realtime.SipGateway.Calls.Load;

namespace Realtime.SipGateway.Calls;

/// <summary>What is known of a call before anything is decided: the input of the rules. All of it comes from outside and is length-capped.</summary>
public sealed record CallFacts
{
    /// <summary>The <see cref="Verstat"/> of a call that nobody validated.</summary>
    public const string NoValidation = "No-TN-Validation";

    public required CallSourceKind Source { get; init; }

    /// <summary>Name of the trunk that matched; null without an edge.</summary>
    public string? Trunk { get; init; }

    /// <summary>The number or user that was dialled, in the form of the rules (E.164 with +, where the trunk knows how it is written).</summary>
    public string Dialled { get; init; } = "";

    /// <summary>The calling number or user; empty when withheld.</summary>
    public string Caller { get; init; } = "";

    /// <summary>What the carrier wrote where it was changed into <see cref="Dialled"/>; null where it was not.</summary>
    public string? DialledAsSent { get; init; }

    /// <summary>What the carrier wrote where it was changed into <see cref="Caller"/>; null where it was not, and of withheld callers.</summary>
    public string? CallerAsSent { get; init; }

    /// <summary>The display name; untrusted free text.</summary>
    public string? CallerName { get; init; }

    /// <summary>Call-ID of the caller's leg.</summary>
    public string? SipCallId { get; init; }

    /// <summary><c>srtp</c>, <c>rtp</c>, <c>dtls</c> or <c>none</c>, read from the offer; null when unknown.</summary>
    public string? MediaSecurity { get; init; }

    /// <summary>
    /// How far the calling number can be believed: <c>TN-Validation-Passed</c>, <c>TN-Validation-Failed</c> or <c>No-TN-Validation</c>; null where
    /// nobody looked, which is as good as the last.
    /// </summary>
    public string? Verstat { get; init; }

    /// <summary>How well the signer of the call knows the caller: <c>A</c>, <c>B</c> or <c>C</c>; null without a signature that passed.</summary>
    public string? Attestation { get; init; }

    /// <summary>When the call came in; null: unknown, so that it is never within hours nor within a time window.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Ours; divides withheld callers in a percentage split. Null of a hypothetical call.</summary>
    public CallId? Id { get; init; }

    /// <summary>How busy the gateway was when the call came in, without this call; null: idle.</summary>
    public CallLoad? Load { get; init; }

    /// <summary>SIP headers of the INVITE, in order, capped in number and length.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
