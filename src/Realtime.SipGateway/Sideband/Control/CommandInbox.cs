using System.Diagnostics.CodeAnalysis;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>The commands of one conversation that wait for its loop, bounded; filled from any thread.</summary>
/// <param name="wake">Makes the loop look around.</param>
internal sealed class CommandInbox(Action wake)
{
    private readonly Arrivals<WaitingCommand> _waiting = new(ICallConversation.MaxWaiting);

    /// <summary>Null when it waits now; otherwise why it cannot.</summary>
    public ConversationAnswer? Add(WaitingCommand command)
    {
        if (!_waiting.Add(command))
        {
            return _waiting.IsClosed ? ConversationAnswer.NotTalking : ConversationAnswer.Busy;
        }

        wake();
        return null;
    }

    /// <summary>The next one that nobody has given up.</summary>
    public bool TryTake([NotNullWhen(true)] out WaitingCommand? command)
    {
        while (_waiting.TryTake(out command))
        {
            if (command.TryClaim())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The conversation is over: what waits is told so.</summary>
    public void Close()
    {
        _waiting.Close();
        while (TryTake(out var left))
        {
            left.Answer(ConversationAnswer.NotTalking);
        }
    }
}
