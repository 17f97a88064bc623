using System.Diagnostics.CodeAnalysis;

namespace Realtime.Sip.Messages;

/// <summary>What became of received bytes: a message whose mandatory headers are valid, or the reason why not.</summary>
public readonly struct SipParseResult
{
    private readonly SipMessage? _message;

    internal SipParseResult(SipMessage message) => _message = message;

    internal SipParseResult(SipRejection rejection, SipRequest? answerable)
    {
        Rejection = rejection;
        _message = answerable;
    }

    public SipMessage? Message => IsOk ? _message : null;

    public SipRejection Rejection { get; }

    [MemberNotNullWhen(true, nameof(Message))]
    public bool IsOk => Rejection == SipRejection.None && _message is not null;

    /// <summary>
    /// The part of a refused request that an answer needs (Via, From, To, Call-ID and CSeq are valid), or null. Its Request-URI may be a placeholder
    /// and its body is empty. Never an ACK: that is not answered.
    /// </summary>
    public SipRequest? Answerable => IsOk ? null : _message as SipRequest;
}
