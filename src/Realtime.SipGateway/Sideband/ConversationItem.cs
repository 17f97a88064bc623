namespace Realtime.SipGateway.Sideband;

/// <summary>An item of the conversation; what is missing on the wire is empty.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type"><c>message</c>, <c>function_call</c>, <c>function_call_output</c> or another.</param>
/// <param name="Status"><c>completed</c>, <c>incomplete</c> or <c>in_progress</c>.</param>
/// <param name="Role">Of a message.</param>
/// <param name="Text">Of a message: its text or transcript.</param>
/// <param name="CallId">Of a function call or its output.</param>
/// <param name="Name">Of a function call.</param>
/// <param name="Arguments">Of a function call: raw text of the model.</param>
internal sealed record ConversationItem(
    string Id, string Type, string Status, string? Role, string? Text, string? CallId, string? Name, string? Arguments)
{
    /// <summary>Of items about hosted MCP servers; null for all others.</summary>
    public HostedItem? Hosted { get; init; }

    public bool IsFunctionCall => Type == "function_call";

    public bool IsFunctionOutput => Type == "function_call_output";

    public bool IsAgentMessage => Type == "message" && Role == "assistant";

    /// <summary>A status that is not given is no reason to leave the caller waiting.</summary>
    public bool IsCompleted => Status is "completed" or "";
}
