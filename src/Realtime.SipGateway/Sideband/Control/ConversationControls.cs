using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>Brings commands to the conversation that they are for.</summary>
internal sealed class ConversationControls(TimeProvider time) : ICallConversation
{
    /// <summary>Longer than a connection usually takes to come back, and short enough for a person at a button.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<CallId, CommandInbox> _open = new();

    /// <summary>The conversation of the call takes commands from now on.</summary>
    public void Open(CallId call, CommandInbox inbox) => _open[call] = inbox;

    /// <summary>It takes no more; another one of the same call may have begun meanwhile.</summary>
    public void Close(CallId call, CommandInbox inbox)
    {
        _open.TryRemove(KeyValuePair.Create(call, inbox));
        inbox.Close();
    }

    public async Task<ConversationAnswer> CommandAsync(CallId call, ConversationCommand command, string actor, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(call, out var inbox))
        {
            return ConversationAnswer.NotTalking;
        }

        var waiting = new WaitingCommand(command, actor);
        if (inbox.Add(waiting) is { } refused)
        {
            return refused;
        }

        try
        {
            return await waiting.Answered.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            if (waiting.TryClaim())
            {
                return ConversationAnswer.NotAttached;
            }
        }
        catch (OperationCanceledException) when (waiting.TryClaim())
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // It is being carried out at this moment.
        }

        return await waiting.Answered;
    }
}
