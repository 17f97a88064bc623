namespace Realtime.Simulator.Conversation;

/// <summary>Why a session lets go of its sidebands.</summary>
internal enum SinkEnd
{
    /// <summary>The call ended.</summary>
    CallEnded,

    /// <summary>The session reached its longest duration: close 1001.</summary>
    SessionExpired,
}
