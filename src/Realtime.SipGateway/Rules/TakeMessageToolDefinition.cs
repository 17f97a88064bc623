namespace Realtime.SipGateway.Rules;

/// <summary>Built-in <c>take_message</c>: writes a message of the caller down for people.</summary>
public sealed record TakeMessageToolDefinition : ToolDefinition;
