using Realtime.Sip.Messages;

namespace Realtime.Sip.B2bua;

/// <summary>A REFER to the caller's side: it is to call somebody else in our place (RFC 3515, RFC 5589 §6).</summary>
public sealed record B2buaReferRequest
{
    /// <summary>RFC 3515 §2.4.4 wants a first NOTIFY at once; a carrier that sent none by now reports nothing at all.</summary>
    public static readonly TimeSpan DefaultNotifyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>As long as a telephone rings.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(40);

    /// <summary>The value of Refer-To.</summary>
    public required string ReferTo { get; init; }

    /// <summary>Further headers, such as Referred-By.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>From the answer to REFER to the first NOTIFY.</summary>
    public TimeSpan NotifyTimeout { get; init; } = DefaultNotifyTimeout;

    /// <summary>From the answer to REFER to the NOTIFY that tells the outcome.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Told of each provisional status that is reported. Must not block.</summary>
    public Action<int>? OnProgress { get; init; }

    /// <summary>Told when the outcome is reported after all, when it had been given up. Must not block.</summary>
    public Action<int>? OnLateOutcome { get; init; }
}
