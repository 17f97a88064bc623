using System.Text.Json;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband;

/// <summary>What the service says on the sideband, as far as the gateway needs it. Every member may be missing on the wire; ids then are empty.</summary>
internal abstract record ServerEvent
{
    /// <summary><c>session.created</c> or <c>session.updated</c>.</summary>
    /// <param name="Model">Of the session.</param>
    /// <param name="Voice">Of the session.</param>
    /// <param name="Session">All of the session that is in force; null when the service does not tell.</param>
    /// <param name="IsUpdate">Somebody changed it.</param>
    internal sealed record SessionReady(string? Model, string? Voice, JsonElement? Session = null, bool IsUpdate = false) : ServerEvent;

    internal sealed record Error(string? Code, string Message, string? ClientEventId) : ServerEvent;

    internal sealed record SpeechStarted(string ItemId, int? AudioStartMs) : ServerEvent;

    internal sealed record SpeechEnded(string ItemId, int? AudioEndMs) : ServerEvent;

    /// <summary><c>input_audio_buffer.dtmf_event_received</c>.</summary>
    /// <param name="Name">As the service names the key.</param>
    internal sealed record Digit(string Name) : ServerEvent
    {
        /// <summary>The key of a telephone (RFC 4733 section 3.2); null for what is none.</summary>
        public char? Key => Name is [((>= '0' and <= '9') or '*' or '#' or (>= 'A' and <= 'D')) and var key] ? key : null;
    }

    /// <summary><c>conversation.item.input_audio_transcription.delta</c>.</summary>
    internal sealed record CallerWords(string ItemId, string Delta) : ServerEvent;

    internal sealed record CallerTranscript(
        string ItemId, string Text, string? Language, double? Seconds = null, TranscriptionTokens? Tokens = null) : ServerEvent;

    internal sealed record CallerTranscriptFailed(string ItemId, string? Code, string Message) : ServerEvent;

    /// <param name="ResponseId">The response.</param>
    /// <param name="ClientEventId">The event id of our <c>response.create</c>, out of the metadata.</param>
    /// <param name="AskId">Of the question beside the conversation that it answers.</param>
    internal sealed record ResponseCreated(string ResponseId, string? ClientEventId, string? AskId = null) : ServerEvent;

    /// <param name="ResponseId">The response.</param>
    /// <param name="Status"><c>completed</c>, <c>cancelled</c>, <c>incomplete</c> or <c>failed</c>.</param>
    /// <param name="Reason">Why it is not completed.</param>
    /// <param name="Usage">What it used.</param>
    /// <param name="AskId">Of the question beside the conversation that it answers.</param>
    /// <param name="Answer">The text of such an answer.</param>
    internal sealed record ResponseDone(
        string ResponseId, string Status, string? Reason, TokenUsage Usage, string? AskId = null, string? Answer = null) : ServerEvent;

    /// <summary>An item was opened in a response.</summary>
    internal sealed record ItemOpened(string ResponseId, ConversationItem Item) : ServerEvent;

    /// <summary><c>response.output_item.done</c>.</summary>
    internal sealed record ItemDone(string ResponseId, ConversationItem Item) : ServerEvent;

    /// <summary><c>conversation.item.added</c> or <c>.done</c>: it is part of the conversation now.</summary>
    /// <param name="Item">The item.</param>
    /// <param name="PreviousItemId">Of the item that it follows; null for the first, and where the event does not tell it.</param>
    internal sealed record ItemKept(ConversationItem Item, string? PreviousItemId = null) : ServerEvent;

    internal sealed record ItemRetrieved(ConversationItem Item) : ServerEvent;

    /// <summary><c>response.mcp_call_arguments.done</c>: what the service calls a tool of a hosted MCP server with.</summary>
    internal sealed record HostedArguments(string ItemId, string Arguments) : ServerEvent;

    /// <summary><c>response.mcp_call.completed</c> or <c>.failed</c>: the service ran a tool of a hosted MCP server.</summary>
    internal sealed record HostedCallEnded(string ItemId, bool Succeeded) : ServerEvent;

    /// <summary><c>mcp_list_tools.completed</c> or <c>.failed</c>.</summary>
    internal sealed record HostedListEnded(string ItemId, bool Succeeded) : ServerEvent;

    internal sealed record ItemTruncated(string ItemId) : ServerEvent;

    /// <summary>A piece of the agent's words, of its speech's transcript or of text.</summary>
    internal sealed record AgentWords(string ResponseId, string ItemId, string Delta, bool Spoken) : ServerEvent;

    /// <summary>All of an item's words.</summary>
    internal sealed record AgentTranscript(string ResponseId, string ItemId, string Text, bool Spoken) : ServerEvent;

    /// <summary><c>output_audio_buffer.started</c>: the caller begins to hear the response.</summary>
    internal sealed record AudioStarted(string ResponseId) : ServerEvent;

    /// <summary><c>output_audio_buffer.stopped</c>: all of it was heard.</summary>
    internal sealed record AudioStopped(string ResponseId) : ServerEvent;

    /// <summary><c>output_audio_buffer.cleared</c>: the rest will not be heard.</summary>
    internal sealed record AudioCleared(string ResponseId) : ServerEvent;
}
