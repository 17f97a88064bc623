using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Rules;

/// <summary>A tool that agents may be given, by its <c>type</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(HttpToolDefinition), "http")]
[JsonDerivedType(typeof(HttpAsyncToolDefinition), "http_async")]
[JsonDerivedType(typeof(McpToolDefinition), "mcp")]
[JsonDerivedType(typeof(HostedMcpToolDefinition), "hosted_mcp")]
[JsonDerivedType(typeof(HangUpToolDefinition), "hang_up")]
[JsonDerivedType(typeof(TransferToolDefinition), "transfer_call")]
[JsonDerivedType(typeof(CollectDigitsToolDefinition), "collect_digits")]
[JsonDerivedType(typeof(SendToAgentToolDefinition), "send_to_agent")]
[JsonDerivedType(typeof(ScheduleCallbackToolDefinition), "schedule_callback")]
[JsonDerivedType(typeof(TakeMessageToolDefinition), "take_message")]
public abstract record ToolDefinition
{
    /// <summary>What the model reads to know when to use it.</summary>
    public string? Description { get; init; }

    /// <summary>Who must agree before a call of it runs; null: nobody.</summary>
    public ApprovalDefinition? Approval { get; init; }
}
