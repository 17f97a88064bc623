using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A tool of an agent, made ready to run.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="Definition">As the policy has it; its type says which <see cref="IToolHandler"/> runs it.</param>
/// <param name="Schema">What arguments must look like; null: any object.</param>
internal record PreparedTool(string Name, ToolDefinition Definition, ToolSchema? Schema = null);
