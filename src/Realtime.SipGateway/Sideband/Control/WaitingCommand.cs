using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>A command on its way into a conversation: either the conversation takes it, or who waits for it gives it up; never both.</summary>
internal sealed class WaitingCommand(ConversationCommand command, string actor)
{
    private readonly TaskCompletionSource<ConversationAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isClaimed;

    public ConversationCommand Command => command;

    public string Actor => actor;

    public Task<ConversationAnswer> Answered => _answer.Task;

    /// <summary>True for the one who now decides what becomes of it.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    public void Answer(ConversationAnswer answer) => _answer.TrySetResult(answer);
}
