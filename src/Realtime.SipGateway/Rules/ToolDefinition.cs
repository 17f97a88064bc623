using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Rules;

/// <summary>A tool that agents may be given, by its <c>type</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(HttpToolDefinition), "http")]
[JsonDerivedType(typeof(HangUpToolDefinition), "hang_up")]
[JsonDerivedType(typeof(TransferToolDefinition), "transfer_call")]
public abstract record ToolDefinition
{
    /// <summary>What the model reads to know when to use it.</summary>
    public string? Description { get; init; }
}
