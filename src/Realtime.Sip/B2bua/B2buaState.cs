namespace Realtime.Sip.B2bua;

/// <summary>All that <see cref="B2buaMachine"/> knows of a call.</summary>
internal readonly record struct B2buaState
{
    public CallerLeg Caller { get; init; }

    public TargetLeg Target { get; init; }

    public B2buaExchange Exchange { get; init; }

    /// <summary>A refresh of the caller's was answered and not acknowledged yet.</summary>
    public bool CallerRefreshing { get; init; }

    /// <summary>A refresh of the target's was answered and not acknowledged yet.</summary>
    public bool TargetRefreshing { get; init; }

    /// <summary>Somebody else is being called for the caller.</summary>
    public bool Bridging { get; init; }

    /// <summary>A re-INVITE of ours that refreshes the caller's session has no final answer yet.</summary>
    public bool RefreshesCaller { get; init; }

    /// <summary>A re-INVITE of ours that refreshes the target's session has no final answer yet.</summary>
    public bool RefreshesTarget { get; init; }

    /// <summary>Attempts that were cancelled and have no final answer yet.</summary>
    public byte Cancelled { get; init; }

    public B2buaCause Cause { get; init; }

    public B2buaPhase Phase { get; init; }

    /// <summary>Both legs are up, and nothing is under way between them.</summary>
    public static B2buaState InCall { get; } = new() { Caller = CallerLeg.Confirmed, Target = TargetLeg.Confirmed };

    /// <summary>Both legs are up and stay so.</summary>
    public bool IsInCall => Caller == CallerLeg.Confirmed && Target == TargetLeg.Confirmed;

    /// <summary>The target has gone, and the caller waits for who is being called.</summary>
    public bool IsOrphaned => Caller == CallerLeg.Confirmed && Target == TargetLeg.Closed;

    /// <summary>No leg is up, and none can come up: each was refused, cancelled or hung up.</summary>
    public bool IsOver => Caller is CallerLeg.Closing or CallerLeg.Closed
        && Target is TargetLeg.None or TargetLeg.Closing or TargetLeg.Closed;

    /// <summary>Over, and nothing is awaited from the wire.</summary>
    public bool IsSettled => Caller == CallerLeg.Closed && Target is TargetLeg.None or TargetLeg.Closed && Cancelled == 0;
}
