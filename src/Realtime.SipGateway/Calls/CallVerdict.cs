namespace Realtime.SipGateway.Calls;

/// <summary>What <see cref="CallMachine"/> says to an input.</summary>
public enum CallVerdict
{
    /// <summary>Taken; the state moved on.</summary>
    Done,

    /// <summary>The call is over. Who asked must undo what it began (P2: no ghost).</summary>
    AlreadyEnded,

    /// <summary>The input belongs to an attempt that was given up.</summary>
    Superseded,

    /// <summary>It was said before: one attempt is announced once, one call is accepted once (P1).</summary>
    Repeated,

    /// <summary>The attempt went to another AI target than the one that tells of it.</summary>
    Foreign,

    /// <summary>The call has not come so far.</summary>
    TooEarly,
}
