namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>
/// Commands into a live conversation of an agent. The conversation's owner carries them out in the order in which they come, between the
/// events of the service; what the agent is made to say passes its guardrails like everything that it says.
/// </summary>
public interface ICallConversation
{
    /// <summary>Commands of one call that may wait to be carried out; a conversation that is attached takes each within moments.</summary>
    const int MaxWaiting = 32;

    /// <summary>
    /// Has a command carried out. Returns when the conversation has taken it, or says why not; a conversation whose connection is away is
    /// waited for some seconds. A command that was given up is not carried out later. Queued before the first wait: the order of calls is kept.
    /// </summary>
    /// <param name="call">A live call.</param>
    /// <param name="command">What is to be done.</param>
    /// <param name="actor">Who wants it, for the call's events.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<ConversationAnswer> CommandAsync(CallId call, ConversationCommand command, string actor, CancellationToken cancellationToken);
}
