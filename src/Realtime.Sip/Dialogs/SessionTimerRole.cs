namespace Realtime.Sip.Dialogs;

/// <summary>Whom we want to refresh a session, where the choice is ours. What was agreed once stays so at each refresh.</summary>
public enum SessionTimerRole : byte
{
    /// <summary>The other side decides where we call; who called us refreshes, if it can.</summary>
    Auto,
    Us,
    Peer,
}
