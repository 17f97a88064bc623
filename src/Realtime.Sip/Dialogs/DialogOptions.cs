namespace Realtime.Sip.Dialogs;

/// <summary>How dialogs behave, and how much of them there may be.</summary>
public sealed record DialogOptions
{
    /// <summary>
    /// RFC 3261 §13.3.1.4 waits 64·T1 = 32 s for the ACK of a 2xx. An answered call whose ACK has not come after the sixth sending is
    /// dead or an attack that aims media at a victim; it is hung up early.
    /// </summary>
    public static readonly TimeSpan DefaultUnacknowledgedLimit = TimeSpan.FromSeconds(12);

    /// <summary>A call of two legs has two and keeps some 5 KB for them: 250 MB when all places are taken.</summary>
    public const int DefaultMaxDialogs = 100_000;

    /// <summary>A peer that has so many requests of one dialog open, while each is answered at once, has lost its way.</summary>
    public const int DefaultMaxBacklog = 32;

    public static DialogOptions Default { get; } = new();

    /// <summary>How long a 2xx of ours may stay without ACK before the dialog is hung up.</summary>
    public TimeSpan UnacknowledgedLimit { get; init; } = DefaultUnacknowledgedLimit;

    /// <summary>How many dialogs there may be at once.</summary>
    public int MaxDialogs { get; init; } = DefaultMaxDialogs;

    /// <summary>How many messages of one call may wait while another is handled.</summary>
    public int MaxBacklog { get; init; } = DefaultMaxBacklog;
}
