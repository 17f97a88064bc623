namespace Realtime.Sip.B2bua;

/// <summary>Another target for a caller who is connected already.</summary>
public sealed record B2buaBridgeRequest
{
    /// <summary>As long as a telephone rings before a voicemail or the caller's patience answers.</summary>
    public static readonly TimeSpan DefaultAnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Four retransmissions over UDP, or a connection that does not come up: whoever lives has said 100 by now (RFC 3261 §17.2.1).</summary>
    public static readonly TimeSpan DefaultSilenceTimeout = TimeSpan.FromSeconds(6);

    /// <summary>Whom to call. Without <see cref="B2buaTarget.From"/> the caller's user part calls, at our own host.</summary>
    public required B2buaTarget Target { get; init; }

    public B2buaBridgeFlow Flow { get; init; }

    /// <summary>How long the target's network may be silent before it counts as unreachable.</summary>
    public TimeSpan SilenceTimeout { get; init; } = DefaultSilenceTimeout;

    /// <summary>How long the target may ring; until then the caller stays where it is.</summary>
    public TimeSpan AnswerTimeout { get; init; } = DefaultAnswerTimeout;

    /// <summary>Told of each provisional status of the target, and of the status that answers it. Must not block.</summary>
    public Action<int>? OnProgress { get; init; }
}
