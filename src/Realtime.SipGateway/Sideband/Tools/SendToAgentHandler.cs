using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Instructions;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>send_to_agent</c>: finds the agent, makes it ready, and leaves the change to the worker.</summary>
internal sealed class SendToAgentHandler(SidebandAgents agents, IHostedMcp? hosted = null) : IToolHandler
{
    /// <summary>What one agent tells the other.</summary>
    private const int MaxSummary = 2_000;

    public Type Definition => typeof(SendToAgentToolDefinition);

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        var call = run.Call;
        if (call.Decision is not { } decision || call.Agent is not { } name
            || await agents.FindAsync(decision.PolicyVersion, name) is not { } present)
        {
            return ToolOutput.Failed("The call has no agent.");
        }

        var wanted = run.Arguments.TextOrNull("agent");
        if (wanted is null || !present.Definition.HandOff.Contains(wanted, StringComparer.Ordinal)
            || await agents.FindAsync(decision.PolicyVersion, wanted) is not { } next)
        {
            return ToolOutput.Failed("You cannot send the caller to that agent; known are: " + string.Join(", ", present.Definition.HandOff) + ".");
        }

        var summary = run.Arguments.TextOrNull("summary") is { } said ? said[..Math.Min(said.Length, MaxSummary)] : null;
        return ToolOutput.Done($$"""{"status":"You are now the agent {{wanted}}. Go on with the caller at once, without a greeting, by your new instructions."}""") with
        {
            Switch = new AgentSwitch(name, next, AgentSession.ForHandOff(next.Document, CallAgent.Of(next.Definition, null, call.Facts).Definition, hosted), summary),
        };
    }
}
