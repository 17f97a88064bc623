namespace Realtime.SipGateway.Calls;

/// <summary>Calls of tools that wait for a person's word.</summary>
public interface IToolApprovals
{
    /// <summary>Those that wait now, oldest first.</summary>
    /// <param name="call">Of this call only; null: of all.</param>
    IReadOnlyList<WaitingApproval> List(CallId? call);

    /// <summary>Decides one, once; false when none waits by that name (it was decided, timed out, or the call is over).</summary>
    /// <param name="call">The call.</param>
    /// <param name="functionCallId">The model's id of the function call.</param>
    /// <param name="approve">It may run.</param>
    /// <param name="who">Who decides.</param>
    /// <param name="note">For the record and, when denied, for the agent; null: none.</param>
    bool Decide(CallId call, string functionCallId, bool approve, string who, string? note);
}
