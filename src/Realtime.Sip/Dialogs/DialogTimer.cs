using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>One timer of a sequential owner: due, it brings its stamp to the owner's queue, and there tells whether it still counts.</summary>
internal sealed class DialogTimer : ISipTimerOwner
{
    private readonly SipTimer _timer;
    private readonly Action<int> _due;

    public DialogTimer(SipTimerQueue queue, Action<int> due)
    {
        _timer = new SipTimer(queue, this);
        _due = due;
    }

    public void Start(TimeSpan after) => _timer.Start(after, name: 0);

    public void Stop() => _timer.Stop();

    /// <summary>False when it was stopped or started anew since it came due.</summary>
    public bool IsCurrent(int stamp) => _timer.IsCurrent(stamp);

    void ISipTimerOwner.OnTimer(SipTimer timer, int name, int stamp) => _due(stamp);
}
