using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.SipGateway.Sideband;

/// <summary>What all conversations of this process share.</summary>
/// <param name="Runner">Runs tools.</param>
/// <param name="Controls">Where commands into conversations come from.</param>
/// <param name="Judges">Judge words for guardrails.</param>
/// <param name="Hosted">MCP servers that the AI service calls itself; null: there are none.</param>
internal sealed record SidebandServices(ToolRunner Runner, ConversationControls Controls, GuardJudges Judges, IHostedMcp? Hosted = null);
