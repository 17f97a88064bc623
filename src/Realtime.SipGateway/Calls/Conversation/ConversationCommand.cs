namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>Something that a person or a program wants of a live conversation: a closed set.</summary>
public abstract record ConversationCommand
{
    private ConversationCommand()
    {
    }

    /// <summary>The agent says these words; after what it says now and what was commanded before.</summary>
    /// <param name="Text">The words.</param>
    /// <param name="Interrupt">At once: the agent stops what it says, and what waited to be said is dropped.</param>
    /// <param name="Turn">The turn of the caller that it answers (<c>handler.turn_opened</c>): refused when that turn is over; null: whenever.</param>
    public sealed record Say(string Text, bool Interrupt = false, int? Turn = null) : ConversationCommand;

    /// <summary>An instruction to the agent that the caller does not hear.</summary>
    /// <param name="Text">The instruction.</param>
    /// <param name="Respond">The agent goes on by it at once; otherwise it knows it from its next turn on.</param>
    public sealed record Whisper(string Text, bool Respond = false) : ConversationCommand;

    /// <summary>A text that becomes part of the conversation.</summary>
    /// <param name="Role">Who says it.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Respond">The agent answers it.</param>
    public sealed record AddText(ConversationRole Role, string Text, bool Respond = false) : ConversationCommand;

    /// <summary>An image that becomes part of the conversation, in the caller's name.</summary>
    /// <param name="Image">The image.</param>
    /// <param name="Text">What is said with it; null: nothing.</param>
    /// <param name="Respond">The agent answers it.</param>
    public sealed record AddImage(ConversationImage Image, string? Text = null, bool Respond = false) : ConversationCommand;

    /// <summary>The agent goes on in another way; null members stay as they are.</summary>
    /// <param name="Instructions">In place of its own.</param>
    /// <param name="Tools">Those of its tools that it may still use.</param>
    /// <param name="TurnDetection">When it takes its turn.</param>
    /// <param name="Reset">First, what was changed before goes back to the agent's own.</param>
    public sealed record Update(string? Instructions, IReadOnlyList<string>? Tools, TurnDetectionChange? TurnDetection, bool Reset = false) : ConversationCommand;

    /// <summary>The agent takes its turn now.</summary>
    /// <param name="Instructions">What this turn is about, not word by word; null: the conversation as it stands.</param>
    /// <param name="Turn">The turn of the caller that it answers (<c>handler.turn_opened</c>): refused when that turn is over; null: whenever.</param>
    public sealed record TakeTurn(string? Instructions = null, int? Turn = null) : ConversationCommand;

    /// <summary>The agent is silent at once, until the caller speaks or a command makes it speak. Without effect when nobody speaks.</summary>
    public sealed record StopSpeaking : ConversationCommand;
}
