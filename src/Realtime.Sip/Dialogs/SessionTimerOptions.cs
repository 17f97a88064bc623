using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>Session timers of one leg (RFC 4028): each leg agrees on its own.</summary>
public sealed record SessionTimerOptions
{
    /// <summary>RFC 4028 §4 recommends half an hour: it costs a request every 15 minutes and finds a dead peer in time for the bill.</summary>
    public const int DefaultSeconds = 1800;

    /// <summary>RFC 4028 §4: nobody may ask for less; more refreshes than that are load and no safety.</summary>
    public const int LeastSeconds = 90;

    public static SessionTimerOptions Off { get; } = new() { Mode = SessionTimerMode.Off };

    public static SessionTimerOptions Accept { get; } = new();

    public SessionTimerMode Mode { get; init; } = SessionTimerMode.Accept;

    /// <summary>The interval that we ask for.</summary>
    public int Seconds { get; init; } = DefaultSeconds;

    /// <summary>The least interval that we agree to; a request for less gets 422.</summary>
    public int MinSeconds { get; init; } = LeastSeconds;

    public SessionTimerRole Refresher { get; init; } = SessionTimerRole.Auto;

    /// <summary>Answers a request with 422 when the interval that it asks for is below ours (§6, §9). False: it may go on.</summary>
    public bool Refuses(ServerTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return SessionTimer.Refuse(this, transaction.Request, transaction.LocalTag) is { } refusal && transaction.Respond(refusal);
    }
}
