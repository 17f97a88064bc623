namespace Realtime.SipGateway.Rules;

/// <summary>A tool that works elsewhere, so that the caller may have to wait.</summary>
public abstract record SlowToolDefinition : ToolDefinition
{
    /// <summary>What the caller hears meanwhile; null: the agent's own <see cref="AgentDefinition.ToolFiller"/>.</summary>
    public FillerDefinition? Filler { get; init; }
}
