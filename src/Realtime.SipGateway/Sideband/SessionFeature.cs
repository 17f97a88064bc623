using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// Something a conversation does beside transcripts, guard and tools. It runs in the conversation's one loop and never waits: what takes
/// time is a task that it starts, whose end wakes the loop, and at which it looks in <see cref="Check"/>.
/// </summary>
internal abstract class SessionFeature
{
    /// <summary>Set when this feature wants the call to end.</summary>
    public virtual CallOutcome? Ending => null;

    /// <summary>A connection is open.</summary>
    /// <param name="again">It is not the first: what a broken one took with it is said anew.</param>
    public virtual void Opened(bool again)
    {
    }

    /// <summary>An event of the service, after transcripts, guard, tools and sequencer have taken it.</summary>
    public virtual void Take(ServerEvent received)
    {
    }

    /// <summary>After each event and each wake-up, while the call lives.</summary>
    public virtual void Check()
    {
    }

    /// <summary>A deadline that the conversation itself does not know.</summary>
    public virtual void Due(Deadline deadline)
    {
    }

    /// <summary>Another agent of the policy goes on with the caller.</summary>
    public virtual void SwitchTo(SidebandAgent agent)
    {
    }

    /// <summary>The call is over; events may still come.</summary>
    public virtual void CallEnded()
    {
    }

    /// <summary>No more events come.</summary>
    public virtual void Finish()
    {
    }
}
