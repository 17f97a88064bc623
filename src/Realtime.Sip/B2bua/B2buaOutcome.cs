namespace Realtime.Sip.B2bua;

/// <summary>How a call ended: exactly one per call.</summary>
public sealed record B2buaOutcome
{
    public required B2buaCause Cause { get; init; }

    public required B2buaPhase Phase { get; init; }

    /// <summary>The final status that the caller's INVITE got; 0 when the caller's connection was gone before.</summary>
    public required int Status { get; init; }

    /// <summary>The Reason header of the BYE or CANCEL that ended the call, as it came (untrusted) or as we sent it.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>When the caller got its 2xx.</summary>
    public DateTimeOffset? Answered { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>Who ended it; null when it was us.</summary>
    public B2buaSide? EndedBy => Cause switch
    {
        B2buaCause.CallerCancelled or B2buaCause.CallerHungUp or B2buaCause.CallerLost or B2buaCause.CallerExpired => B2buaSide.Caller,
        B2buaCause.TargetHungUp or B2buaCause.TargetLost or B2buaCause.TargetExpired => B2buaSide.Target,
        _ => null,
    };
}
